import type { ImporterSettings } from "../../settings/model";
import { type Envelope, type SesBlock, UndeliverableError } from "./model";
import { verdictAction } from "./verdict-action";

/** The folder that the settings have for a message; `undefined`: INBOX. Throws `UndeliverableError` where they hold it. */
export function chooseFolder(
  block: SesBlock | undefined,
  envelope: Envelope | undefined,
  { verdicts, folders }: Pick<ImporterSettings, "verdicts" | "folders">,
): string | undefined {
  const { action, reason } = verdictAction(block, verdicts, envelope?.dmarcPolicy);
  if (action === "hold") throw new UndeliverableError(`${reason}; importer.verdicts in the settings keeps it here`);
  return action === "deliver" ? undefined : folders[action];
}

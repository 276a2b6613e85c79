import type { ImporterSettings } from "../../settings/model";
import type { Envelope } from "../state/envelopes/envelope";
import { judge } from "./judge";
import type { SesBlock } from "./ses-block";
import { Undeliverable } from "./undeliverable";

/** The folder in which the settings want a message; `undefined`: INBOX. Throws `Undeliverable` for one that they hold. */
export function chooseFolder(
  block: SesBlock | undefined,
  envelope: Envelope | undefined,
  { verdicts, folders }: Pick<ImporterSettings, "verdicts" | "folders">,
): string | undefined {
  const { action, reason } = judge(block, verdicts, envelope?.dmarcPolicy);
  if (action === "hold") throw new Undeliverable(`${reason}; importer.verdicts in the settings keeps it here`);
  return action === "deliver" ? undefined : folders[action];
}

import type { ImporterSettings } from "../../settings/model";
import { type Envelope, type SesBlock, UndeliverableError } from "./model";
import { verdictAction } from "./verdict-action";

/** The settings hold the message for a verdict of SES. */
class VerdictError extends UndeliverableError {
  readonly heldBecause = "verdict";
}

/**
 * The folder that the settings have for a message; `undefined`: INBOX. Throws `VerdictError` where the settings hold the message; a
 * message that a person has released goes into INBOX instead.
 */
export function chooseFolder(
  block: SesBlock | undefined,
  envelope: Envelope | undefined,
  { verdicts, folders }: Pick<ImporterSettings, "verdicts" | "folders">,
  isReleased: boolean,
): string | undefined {
  const { action, reason } = verdictAction(block, verdicts, envelope?.dmarcPolicy);
  if (action === "hold" && isReleased) return undefined;
  if (action === "hold") throw new VerdictError(`${reason}; importer.verdicts in the settings holds the message`);
  return action === "deliver" ? undefined : folders[action];
}

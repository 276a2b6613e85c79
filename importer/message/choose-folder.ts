import type { ImporterSettings, Verdicts } from "../../settings/model";
import { type DmarcPolicy, type Envelope, type SesBlock, UndeliverableError } from "./model";
import { failedVerdicts, type FailedVerdict, strictestAction } from "./verdict-action";

/** The settings hold the message for a verdict of SES. */
export class VerdictError extends UndeliverableError {
  readonly heldBecause = "verdict";

  constructor(
    reason: string,
    readonly failed: readonly FailedVerdict[],
    /** The DMARC policy in the message's envelope; `undefined`: the envelope has none. */
    readonly dmarcPolicy: DmarcPolicy | undefined,
  ) {
    super(`${reason}; importer.verdicts in the settings holds the message`);
  }
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
  const failed = failedVerdicts(block, envelope?.dmarcPolicy);
  const held = isReleased ? undefined : heldByVerdict({ failed, dmarcPolicy: envelope?.dmarcPolicy }, verdicts);
  if (held) throw held;
  const { action } = strictestAction(failed, verdicts);
  if (action === "hold") return undefined;
  return action === "deliver" ? undefined : folders[action];
}

/** `undefined`: the settings do not hold a message that has failed these verdicts. */
export function heldByVerdict(
  { failed, dmarcPolicy }: Pick<VerdictError, "failed"> & Partial<Pick<VerdictError, "dmarcPolicy">>,
  verdicts: Verdicts,
): VerdictError | undefined {
  const { action, reason } = strictestAction(failed, verdicts);
  return action === "hold" && reason !== undefined ? new VerdictError(reason, failed, dmarcPolicy) : undefined;
}

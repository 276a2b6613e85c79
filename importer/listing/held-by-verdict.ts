import type { ImportContext } from "../context";
import { heldByVerdict } from "../message/choose-folder";
import type { Message } from "../message/model";
import { heldOutcome, type Outcome } from "../outcome";

/**
 * The outcome of a message that an earlier import has held for its verdicts; `undefined`: only a download tells, or the settings do
 * not hold the message any more.
 */
export async function stillHeldByVerdict(
  { heldVerdicts, envelopes, released, settings }: ImportContext,
  message: Message,
): Promise<Outcome | undefined> {
  const { identity } = message;
  const known = heldVerdicts.of(identity);
  if (!known || released.has(identity)) return undefined;
  // The record of the envelope may have come, or gone, since.
  if ((await envelopes.of(identity))?.dmarcPolicy !== known.dmarcPolicy) return undefined;
  const error = heldByVerdict(known, settings.importer.verdicts);
  return error && heldOutcome(message, error.heldBecause, error.message);
}

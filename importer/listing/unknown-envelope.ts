import type { ImportContext } from "../context";
import type { Message } from "../message/model";
import { needsEnvelope } from "../message/transport-envelope";
import { heldOutcome, type Outcome } from "../outcome";

/**
 * The outcome of a message whose envelope is unknown, if the transport of its mailbox needs the envelope: SES's headers
 * name one recipient, and the other recipients would not get the message. `undefined`: the message can be delivered.
 */
export function unknownEnvelope(
  { transports, envelopes, journal }: ImportContext,
  message: Message,
): Outcome | undefined {
  const { identity, mailbox } = message;
  if (!transports.serves(mailbox) || !needsEnvelope(mailbox)) return undefined;
  if (journal.attemptOf(identity)?.remaining !== undefined) return undefined;
  if (!envelopes.isComplete) return { kind: "awaiting-envelope" };
  const { bucket, key } = identity;
  const expected = `expected the envelope recipients of a message for ${mailbox.user}, which has several addresses, found no record of them`;
  return heldOutcome(
    message,
    "unknown-recipients",
    `${expected}; find the recipients in its headers, pass the message to your server, then delete the object: ` +
      `docs/destinations.md#a-message-with-unknown-recipients, object ${bucket}/${key}`,
  );
}

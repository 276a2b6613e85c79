import type { ImportContext } from "../context";
import { identityOf, type Message, type RecipientEnvelope } from "../message/model";
import { held, type Outcomes, problem, suspended } from "../outcome";
import type { JournalRecord, TransportAttempt } from "../state/journal/records";
import { isHeldWhenUnknown, reasonToHold } from "../transports/open-attempts";
import type { SpoolFile } from "../transports/spool";
import type { Transport, TransportResult } from "../transports/transport";

/** A message that is complete on disk and ready for a transport. */
export interface SpooledMessage {
  readonly message: Message;
  readonly received: Date;
  readonly envelope: RecipientEnvelope;
  readonly file: SpoolFile;
}

/**
 * Delivers one message through a transport. From the first journal record on the result of the attempt is unknown, whatever
 * ends this process; only the second record, after the transport's reply, says more.
 */
export async function deliverOne(
  { journal, machine, mailboxes }: ImportContext,
  transport: Transport,
  { message, file, envelope }: SpooledMessage,
): Promise<{ readonly isDelivered: boolean; readonly outcomes: Outcomes }> {
  const { user } = message.mailbox;
  const attempt = { ...message.identity, mailbox: user, transport: transport.name, at: machine.now() };
  await journal.append({ type: "attempt", attempts: [attempt] });
  let result: TransportResult;
  try {
    result = await transport.deliver(file, envelope);
  } catch (error) {
    // The transport has certainly not accepted the message, and would accept no other.
    await journal.append({ type: "released", messages: [identityOf(attempt)] });
    return { isDelivered: false, outcomes: mailboxes.suspend(user, error) };
  }
  const record = recordOf(attempt, result, machine.now());
  if (record) await journal.append(record);
  return { isDelivered: result.kind === "accepted", outcomes: outcomesOf(message, attempt, result) };
}

/** What the next run has to know; the first record says enough about an unknown result. */
function recordOf(attempt: TransportAttempt, { kind, reply }: TransportResult, at: number): JournalRecord | undefined {
  switch (kind) {
    case "accepted":
      return { type: "done", at, messages: [identityOf(attempt)] };
    case "refused":
      return { type: "attempt", attempts: [{ ...attempt, at, refusal: reply }] };
    case "deferred":
      return { type: "released", messages: [identityOf(attempt)] };
    case "unknown":
      return undefined;
  }
}

function outcomesOf(message: Message, attempt: TransportAttempt, { kind, reply }: TransportResult): Outcomes {
  const { bucket, key, transport, mailbox: user } = attempt;
  switch (kind) {
    case "accepted":
      return [{ kind: "delivered", message: identityOf(attempt), mailbox: user, to: `${transport}: ${reply}` }];
    case "refused":
      return [held(message, "refused", reasonToHold({ ...attempt, refusal: reply }))];
    case "deferred":
      return [...suspended(1), problem("mailbox", user, `${transport} does not accept the message now: ${reply}`)];
    case "unknown": {
      if (isHeldWhenUnknown(message.mailbox)) return [held(message, "unknown-delivery", reasonToHold(attempt, reply))];
      const reason = `delivery status of ${bucket}/${key} unknown: ${transport}: ${reply}; the next import sends the message again`;
      return [...suspended(1), problem("mailbox", user, reason)];
    }
  }
}

import type { ImportContext } from "../context";
import { identityOf, type Message, type TransportEnvelope } from "../message/model";
import { held, type Outcomes, problem, suspended } from "../outcome";
import type { JournalRecord, TransportAttempt } from "../state/journal/records";
import { isHeldWhenUnknown, reasonToHold } from "../transports/open-attempts";
import type { SpoolFile } from "../transports/spool";
import type { RecipientResult, Transport, TransportResult } from "../transports/transport";

/** A message that is complete on disk and ready for a transport. */
export interface SpooledMessage {
  readonly message: Message;
  readonly received: Date;
  readonly envelope: TransportEnvelope;
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
  // The envelope has the recipients that an earlier attempt has left, if there was one.
  const remaining = journal.attemptOf(message.identity)?.remaining;
  const attempt: TransportAttempt = {
    ...message.identity,
    ...{ mailbox: user, transport: transport.name, at: machine.now() },
    ...(remaining && { remaining }),
  };
  await journal.append({ type: "attempt", attempts: [attempt] });
  let results: readonly RecipientResult[];
  try {
    results = await transport.deliver(file, envelope);
  } catch (error) {
    // The transport has certainly not accepted the message, and would accept no other.
    await journal.append(notAccepted(attempt));
    return { isDelivered: false, outcomes: mailboxes.suspend(user, error) };
  }
  const left = results.filter(({ kind }) => kind !== "accepted");
  const now = { ...attempt, ...(left.length < results.length && { remaining: left.map((each) => each.recipient) }) };
  const result = left.length === 0 ? results[0]! : { kind: worstOf(left), reply: repliesOf(left, envelope) };
  const record = recordOf(now, result, machine.now());
  if (record) await journal.append(record);
  return { isDelivered: result.kind === "accepted", outcomes: outcomesOf(message, now, result) };
}

/** What the next run has to know; the first record says enough about an unknown result that is the same for all recipients. */
function recordOf(attempt: TransportAttempt, { kind, reply }: TransportResult, at: number): JournalRecord | undefined {
  switch (kind) {
    case "accepted":
      return { type: "done", at, messages: [identityOf(attempt)] };
    case "refused":
      return { type: "attempt", attempts: [{ ...attempt, at, refusal: reply }] };
    case "deferred":
      return notAccepted(attempt);
    case "unknown":
      return attempt.remaining && { type: "attempt", attempts: [attempt] };
  }
}

/** The next run tries again, for the remaining recipients where there are others. */
function notAccepted(attempt: TransportAttempt): JournalRecord {
  return attempt.remaining
    ? { type: "attempt", attempts: [{ ...attempt, isDeferred: true }] }
    : { type: "released", messages: [identityOf(attempt)] };
}

/** Of several recipients: what one of them may have got must not be sent again, and what one of them can still get must be. */
function worstOf(results: readonly TransportResult[]): "unknown" | "deferred" | "refused" {
  const kinds = new Set(results.map(({ kind }) => kind));
  if (kinds.has("unknown")) return "unknown";
  return kinds.has("deferred") ? "deferred" : "refused";
}

function repliesOf(results: readonly RecipientResult[], { recipients }: TransportEnvelope): string {
  if (recipients.length === 1) return results[0]!.reply;
  return results.map(({ recipient, reply }) => `${recipient}: ${reply}`).join("; ");
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

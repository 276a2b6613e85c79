import type { ImportContext } from "../context";
import { identityOf, type Message, type TransportEnvelope } from "../message/model";
import { heldOutcome, type Outcomes, problem, suspendedOutcomes } from "../outcome";
import type { JournalRecord, TransportAttempt } from "../state/journal/records";
import { hasManyResends, isHeldWhenUnknown, reasonToHold } from "../transports/open-attempts";
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
 * Delivers one message through a transport. The first journal record says that the result of the attempt is unknown,
 * which stays true if this process is killed; the second record, written after the transport's reply, has the result.
 */
export async function deliverOne(
  context: ImportContext,
  transport: Transport,
  { message, file, envelope }: SpooledMessage,
): Promise<{ readonly isDelivered: boolean; readonly outcomes: Outcomes }> {
  const { journal, machine, mailboxes } = context;
  const { user } = message.mailbox;
  // After an earlier attempt, the envelope has only the recipients that the transport did not accept.
  const { remaining, resends } = journal.attemptOf(message.identity) ?? {};
  const attempt: TransportAttempt = {
    ...message.identity,
    ...{ mailbox: user, transport: transport.name, at: machine.now() },
    ...(remaining && { remaining }),
    ...(resends !== undefined && { resends }),
  };
  await journal.append({ type: "attempt", attempts: [attempt] });
  let results: readonly RecipientResult[];
  try {
    results = await transport.deliver(file, envelope);
  } catch (error) {
    // The transport has certainly not accepted this message, and would not accept the next message.
    await journal.append(notAccepted(attempt));
    return { isDelivered: false, outcomes: mailboxes.suspend(user, error) };
  }
  const failed = results.filter(({ kind }) => kind !== "accepted");
  const isPartlyAccepted = failed.length < results.length;
  const ended = { ...attempt, ...(isPartlyAccepted && { remaining: failed.map(({ recipient }) => recipient) }) };
  const result = failed.length === 0 ? results[0]! : { kind: worstOf(failed), reply: repliesOf(failed, envelope) };
  const record = recordOf(context, ended, result);
  if (record) await journal.append(record);
  return { isDelivered: result.kind === "accepted", outcomes: outcomesOf(message, ended, result) };
}

/**
 * The record of the result for the next run; `undefined`: the record before the attempt already says that the result is
 * unknown for all recipients.
 */
function recordOf(
  { machine, time }: ImportContext,
  attempt: TransportAttempt,
  { kind, reply }: TransportResult,
): JournalRecord | undefined {
  switch (kind) {
    case "accepted":
      return { type: "done", at: time.latest(), messages: [identityOf(attempt)] };
    case "refused":
      return { type: "attempt", attempts: [{ ...attempt, at: machine.now(), refusal: reply }] };
    case "deferred":
      return notAccepted(attempt);
    case "unknown":
      return attempt.remaining && { type: "attempt", attempts: [attempt] };
  }
}

/**
 * The record of a message that was not accepted. The next run tries the message again, after the messages that no run
 * has tried.
 */
function notAccepted(attempt: TransportAttempt): JournalRecord {
  return { type: "attempt", attempts: [{ ...attempt, isDeferred: true }] };
}

/**
 * Combines the results for several recipients into one result. "unknown" comes first, because a message that a
 * recipient may have must not be sent again; then "deferred", because a recipient can still get the message.
 */
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
      return [heldOutcome(message, "refused", reasonToHold({ ...attempt, refusal: reply }, message.mailbox))];
    case "deferred":
      return [
        ...suspendedOutcomes(1),
        problem("mailbox", user, `${transport} does not accept the message now: ${reply}`),
      ];
    case "unknown": {
      if (isHeldWhenUnknown(message.mailbox) || hasManyResends(attempt))
        return [heldOutcome(message, "unknown-delivery", reasonToHold(attempt, message.mailbox, reply))];
      const reason = `delivery status of ${bucket}/${key} unknown: ${transport}: ${reply}; the next import sends the message again`;
      return [...suspendedOutcomes(1), problem("mailbox", user, reason)];
    }
  }
}

import type { Mailbox } from "../../settings/model";
import { identityOf } from "../delivery/commit-batch";
import type { Handover, JournalRecord, MessageIdentity } from "../state/journal/records";
import type { Run } from "../context";
import type { Answer, HandoverEnvelope, Receiver, SpooledMessage } from "./transport";
import { isHeldWhenUnknown, reasonToHold } from "./open-transport-deliveries";

/** A message that is ready to be handed over. */
export interface SpooledHandover {
  readonly identity: MessageIdentity;
  readonly mailbox: Mailbox;
  readonly received: Date;
  readonly envelope: HandoverEnvelope;
  readonly file: SpooledMessage;
}

/**
 * Hands one message over and reports what became of it. From the first record on it counts as handed over with unknown outcome,
 * whatever ends this process; only the second record, after the receiver's answer, says better.
 */
export async function handOne(run: Run, receiver: Receiver, message: SpooledHandover): Promise<Answer["kind"]> {
  const { identity, mailbox } = message;
  const handover = { ...identity, mailbox: mailbox.user, receiver: receiver.name, at: run.machine.now() };
  await run.journal.append({ type: "handover", handovers: [handover] });
  const answer = await take(run, receiver, message);
  const record = recordOf(handover, answer, run.machine.now());
  if (record) await run.journal.append(record);
  report(run, handover, mailbox, answer);
  return answer.kind;
}

/** What the next run has to know; of a message with unknown outcome it knows enough. */
function recordOf(handover: Handover, { kind, words }: Answer, at: number): JournalRecord | undefined {
  switch (kind) {
    case "taken":
      return { type: "done", at, messages: [identityOf(handover)] };
    case "refused":
      return { type: "handover", handovers: [{ ...handover, at, refusal: words }] };
    case "later":
      return { type: "abandoned", messages: [identityOf(handover)] };
    case "unknown":
      return undefined;
  }
}

/** What is thrown means that the message was certainly not taken, and that no other one would be. */
async function take(run: Run, receiver: Receiver, { mailbox, file, envelope }: SpooledHandover): Promise<Answer> {
  try {
    return await receiver.take(file, envelope);
  } catch (error) {
    run.mailboxes.wait(mailbox.user, error);
    return { kind: "later", words: "" };
  }
}

function report({ report, listener }: Run, handover: Handover, mailbox: Mailbox, { kind, words }: Answer): void {
  const { bucket, key, receiver } = handover;
  const { user } = mailbox;
  switch (kind) {
    case "taken":
      report.delivered++;
      return listener.delivered?.(handover, user, `${receiver}: ${words}`);
    case "refused":
      return report.hold({ bucket, key, mailbox: user, reason: reasonToHold({ ...handover, refusal: words }) });
    case "later":
      report.waiting++;
      // Otherwise it has been said why the mailbox waits.
      if (words !== "") report.problem("mailbox", user, `${receiver} does not take it now: ${words}`);
      return;
    case "unknown":
      if (isHeldWhenUnknown(mailbox)) {
        return report.hold({ bucket, key, mailbox: user, reason: reasonToHold(handover, words) });
      }
      report.waiting++;
      report.problem(
        "mailbox",
        user,
        `nobody knows whether ${receiver} took ${bucket}/${key}: ${words}; it is sent again`,
      );
  }
}

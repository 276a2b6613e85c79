import { inParallel } from "../../lib/in-parallel";
import type { Semaphore } from "../../lib/semaphore";
import type { ImportContext } from "../context";
import type { Maildir } from "../maildir/maildir";
import type { Delivery, Message } from "../message/model";
import type { MessageSource } from "../message/open-message";
import { type Outcome, type Outcomes, suspendedOutcomes } from "../outcome";
import { failureOutcomes } from "./failure-outcomes";
import { stageMessage, type WrittenDelivery } from "./stage-message";

/** A message that is in the stage directory, complete and durable. */
export interface StagedDelivery {
  readonly maildir: Maildir;
  readonly delivery: Delivery;
}

/** Downloads messages into the stage directories of their mailboxes, several messages at a time. */
export async function stageBatch(
  context: ImportContext,
  source: MessageSource,
  messages: readonly Message[],
  downloads: Semaphore,
): Promise<{ readonly staged: readonly StagedDelivery[]; readonly outcomes: Outcomes }> {
  const { mailboxes } = context;
  const written: WrittenDelivery[] = [];
  const staged: StagedDelivery[] = [];
  const outcomes: Outcome[] = [];
  const writeOne = async (message: Message) => {
    const { user } = message.mailbox;
    if (mailboxes.isSuspended(user)) return void outcomes.push(...suspendedOutcomes(1));
    try {
      const maildir = await mailboxes.open(user, mailboxes.placeOf(message.mailbox));
      written.push(await stageMessage(context, source, message, maildir));
    } catch (error) {
      outcomes.push(...failureOutcomes(context, message, error));
    }
  };
  const syncOne = async ({ message, maildir, delivery, finish }: WrittenDelivery) => {
    try {
      await finish();
      staged.push({ maildir, delivery });
    } catch (error) {
      await maildir.stage.discardUnused(delivery.name);
      outcomes.push(...failureOutcomes(context, message, error));
    }
  };
  // The names of the stage directories contain the journal's id, which must survive a power cut.
  if (messages.length > 0) await context.journal.makeDurable();
  await inParallel(messages, messages.length, (message) =>
    mailboxes.afterFirst(message.mailbox.user, () => downloads.use(() => writeOne(message))),
  );
  // All files are synced at once, because a disk syncs many files in the time of one file.
  await inParallel(written, written.length, syncOne);
  return { staged, outcomes };
}

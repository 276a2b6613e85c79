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

interface StagedMessages {
  readonly staged: readonly StagedDelivery[];
  readonly outcomes: Outcomes;
}

/** Downloads messages into the stage directories of their mailboxes, several messages at a time. */
export async function stageBatch(
  context: ImportContext,
  source: MessageSource,
  messages: readonly Message[],
  downloads: Semaphore,
): Promise<StagedMessages> {
  // The names of the stage directories contain the journal's id, which must survive a power cut.
  if (messages.length > 0) await context.journal.makeDurable();
  const mailboxes = [...new Set(messages.map(({ mailbox }) => mailbox))];
  const batches = await inParallel(mailboxes, mailboxes.length, (mailbox) => {
    const messagesOfMailbox = messages.filter((message) => message.mailbox === mailbox);
    return stageForMailbox(context, source, messagesOfMailbox, downloads);
  });
  return {
    staged: batches.flatMap(({ staged }) => staged),
    outcomes: batches.flatMap(({ outcomes }) => outcomes),
  };
}

/** `messages`: at least one message, all for one mailbox. */
async function stageForMailbox(
  context: ImportContext,
  source: MessageSource,
  messages: readonly Message[],
  downloads: Semaphore,
): Promise<StagedMessages> {
  const { mailboxes } = context;
  const { mailbox } = messages[0]!;
  const { user } = mailbox;
  let maildir: Maildir;
  try {
    if (mailboxes.isSuspended(user)) return { staged: [], outcomes: suspendedOutcomes(messages.length) };
    maildir = await mailboxes.open(user, mailboxes.placeOf(mailbox));
  } catch (error) {
    return { staged: [], outcomes: mailboxes.suspend(user, error, messages.length) };
  }
  const written: WrittenDelivery[] = [];
  const staged: StagedDelivery[] = [];
  const outcomes: Outcome[] = [];
  const writeOne = async (message: Message) => {
    if (mailboxes.isSuspended(user)) return void outcomes.push(...suspendedOutcomes(1));
    try {
      written.push(await stageMessage(context, source, message, maildir));
    } catch (error) {
      outcomes.push(...failureOutcomes(context, message, error));
    }
  };
  const syncOne = async ({ message, delivery, finish }: WrittenDelivery) => {
    try {
      await finish();
      staged.push({ maildir, delivery });
    } catch (error) {
      await maildir.stage.discardUnused(delivery.name);
      outcomes.push(...failureOutcomes(context, message, error));
    }
  };
  // The owner's worker is held before a place of `downloads` is taken: a task that has such a place waits for no worker.
  await maildir.hold(async () => {
    await inParallel(messages, messages.length, (message) =>
      mailboxes.afterFirst(user, () => downloads.use(() => writeOne(message))),
    );
    // All files are synced at once, because a disk syncs many files in the time of one file.
    await inParallel(written, written.length, syncOne);
  });
  return { staged, outcomes };
}

import { addTo } from "../../lib/group-by";
import { inParallel } from "../../lib/in-parallel";
import type { ImportContext } from "../context";
import { NoAnswerError } from "../machine/disk";
import type { Maildir } from "../maildir/maildir";
import { type Delivery, identityOf } from "../message/model";
import type { Outcome, Outcomes } from "../outcome";
import type { StagedDelivery } from "./stage-batch";

/** Messages that are certainly in their mailboxes, and the outcomes of all messages of the step. */
export interface Published {
  readonly published: readonly Delivery[];
  readonly outcomes: Outcomes;
}

/**
 * Makes staged messages appear in their mailboxes, each exactly once, even if a crash interrupts the steps. The order
 * of the steps (sync the stage, INTENT, rename, sync `new/`, then DONE in commit.ts) is the protocol of
 * docs/exactly-once.md; each step is needed.
 */
export async function publishStaged(context: ImportContext, batch: readonly StagedDelivery[]): Promise<Published> {
  const stagedAt = context.journal.sequence + 1;
  const synced = await forEachMaildir(batch, (maildir, deliveries) => {
    const staged = deliveries.map((delivery) => ({ ...delivery, stagedAt }));
    return syncStage(context, maildir, staged, stagedAt);
  });
  const staged = synced.flatMap((each) => each.staged);
  if (staged.length > 0) {
    await context.journal.append({ type: "intent", deliveries: staged.map(({ delivery }) => delivery) });
  }
  const results = await forEachMaildir(staged, (maildir, deliveries) => publish(context, maildir, deliveries));
  return {
    published: results.flatMap(({ published }) => published),
    outcomes: [...synced, ...results].flatMap(({ outcomes }) => outcomes),
  };
}

/** The names of the stage files must be on disk before an INTENT says that a missing stage file means "delivered". */
async function syncStage(
  { mailboxes }: ImportContext,
  maildir: Maildir,
  deliveries: readonly Delivery[],
  stagedAt: number,
) {
  // Where an earlier batch failed, these messages were staged before the failure. The kernel reports a failed sync once, perhaps
  // to the earlier batch for names of this batch: a sync that succeeds now would prove nothing.
  const failure = mailboxes.failureOf(maildir) ?? (await failureOf(maildir.stage.sync(stagedAt)));
  if (!failure) return { staged: deliveries.map((delivery) => ({ maildir, delivery })), outcomes: [] };
  for (const { name } of deliveries) await maildir.stage.discardUnused(name);
  return { staged: [], outcomes: mailboxes.suspendDeliveries(maildir, deliveries, failure.error) };
}

/**
 * Renames messages with an INTENT into `new/`, and makes that durable together with the renames of `renamedBefore`. Messages that
 * are not certainly in the mailbox afterwards keep their INTENT, and their mailbox is suspended.
 */
export async function publish(
  context: ImportContext,
  maildir: Maildir,
  deliveries: readonly Delivery[],
  renamedBefore: readonly Delivery[] = [],
): Promise<Published> {
  const { journal, mailboxes } = context;
  const outcomes: Outcome[] = [];
  const suspend = (failed: readonly Delivery[], error: unknown) => {
    outcomes.push(...mailboxes.suspendDeliveries(maildir, failed, error));
  };
  let published = [...renamedBefore];
  const unsure: Delivery[] = [];
  const publishOne = async (delivery: Delivery) => {
    try {
      await maildir.publish(delivery);
      published.push(delivery);
    } catch (error) {
      suspend([delivery], error);
      // The worker ended before it answered the rename, as in a crash: the INTENT stays, and recovery looks for the
      // stage file.
      if (error instanceof NoAnswerError) return;
      // The rename failed here, so that a missing stage file does not mean that the message is in the mailbox.
      const wasPublished = await maildir.stage.wasPublished(delivery).catch(() => undefined);
      if (wasPublished !== false) unsure.push(delivery);
    }
  };
  // The mark is written before any message is visible, so that a journal restored from before its INTENT is known to be
  // too old.
  const failure = await failureOf(maildir.stage.mark(journal.sequence));
  if (failure) suspend(deliveries, failure.error);
  // All renames are requested at once: a worker accepts requests while it has not answered earlier requests.
  else await inParallel(deliveries, deliveries.length, publishOne);
  for (const folder of new Set(published.map((delivery) => delivery.folder))) {
    try {
      await maildir.syncNew(folder);
    } catch (error) {
      const unsynced = published.filter((delivery) => delivery.folder === folder);
      suspend(unsynced, error);
      // The kernel reports a failed sync once; a later sync that succeeds would prove nothing about these messages.
      if (!(error instanceof NoAnswerError)) unsure.push(...unsynced);
      published = published.filter((delivery) => delivery.folder !== folder);
    }
  }
  if (unsure.length > 0) {
    await journal.append({ type: "intent", deliveries: unsure.map((each) => ({ ...each, syncFailed: true })) });
  }
  const delivered = published.map((each) => deliveredOutcome(each, maildir.publishedPath(each)));
  return { published, outcomes: [...outcomes, ...delivered] };
}

function deliveredOutcome(delivery: Delivery, to: string): Outcome {
  return { kind: "delivered", message: identityOf(delivery), mailbox: delivery.mailbox, to };
}

function failureOf(step: Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  return step.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

/** Works on all Maildirs at the same time, because a disk syncs many files in the time of one file. */
async function forEachMaildir<R>(
  staged: readonly StagedDelivery[],
  work: (maildir: Maildir, deliveries: readonly Delivery[]) => Promise<R>,
): Promise<readonly R[]> {
  const groups = new Map<Maildir, Delivery[]>();
  for (const { maildir, delivery } of staged) addTo(groups, maildir, delivery);
  const maildirGroups = [...groups];
  return inParallel(maildirGroups, maildirGroups.length, ([maildir, deliveries]) =>
    maildir.hold(() => work(maildir, deliveries)),
  );
}

import { inParallel } from "../../lib/in-parallel";
import type { Delivery, MessageIdentity } from "../state/journal/records";
import { NoAnswer } from "../machine/disk";
import type { Maildir } from "../maildir/maildir";
import type { Failure, Run } from "../context";
import { discard, type StagedDelivery } from "./stage-batch";

/**
 * Makes staged messages appear in their mailboxes, each exactly once whatever happens in between. The order of the steps is
 * the protocol of docs/exactly-once.md; every one of them is needed. Returns what may now be deleted from the store: those
 * messages, and others that are `settled` without a delivery.
 */
export async function commitBatch(
  run: Run,
  batch: readonly StagedDelivery[],
  settled: readonly MessageIdentity[],
): Promise<readonly MessageIdentity[]> {
  const staged = await syncStages(run, batch);
  if (staged.length > 0) {
    await run.journal.append({ type: "intent", deliveries: staged.map(({ delivery }) => delivery) });
  }
  const published = await forEachMaildir(staged, (maildir, deliveries) => publish(run, maildir, deliveries));
  const done = [...settled, ...published];
  if (done.length > 0) {
    await run.journal.append({ type: "done", at: run.machine.now(), messages: done.map(identityOf) });
  }
  return done;
}

/** The names of the stage files must be on disk before an intent says that a missing one is delivered. */
async function syncStages(run: Run, staged: readonly StagedDelivery[]): Promise<readonly StagedDelivery[]> {
  const stagedAt = run.journal.sequence + 1;
  return forEachMaildir(staged, async (maildir, deliveries) => {
    // These were staged before an earlier batch failed here. The kernel reports a failed sync once, perhaps to that batch for
    // names of this one: a sync that succeeds now would prove nothing.
    const failure = run.failures.get(maildir) ?? (await failureOf(maildir.syncStage(stagedAt)));
    if (!failure) return deliveries.map((delivery) => ({ maildir, delivery: { ...delivery, stagedAt } }));
    for (const { name } of deliveries) await discard(maildir, name);
    keepWaiting(run, maildir, deliveries, failure.error);
    return [];
  });
}

/**
 * Publishes messages with an open intent, and makes that durable together with the publication of those that are `there`
 * already. Returns the messages that are in the mailbox for certain; the others keep their intent, and their mailbox waits.
 */
export async function publish(
  run: Run,
  maildir: Maildir,
  deliveries: readonly Delivery[],
  there: readonly Delivery[] = [],
): Promise<readonly Delivery[]> {
  // Before any message can be seen: a journal that is put back from before its intent is then known to be too old.
  const failure = await failureOf(maildir.mark(run.journal.sequence));
  if (failure) keepWaiting(run, maildir, deliveries, failure.error);
  let published = [...there];
  const suspect: Delivery[] = [];
  const publishOne = async (delivery: Delivery) => {
    try {
      await maildir.publish(delivery);
      published.push(delivery);
    } catch (error) {
      keepWaiting(run, maildir, [delivery], error);
      // Its intent stays as it is: whoever had to rename it has ended, as in a crash, and the stage file will tell.
      if (error instanceof NoAnswer) return;
      // A stage file that is gone although we could not move it says nothing about the mailbox.
      const gone = await maildir.wasPublished(delivery).catch(() => undefined);
      if (gone !== false) suspect.push(delivery);
    }
  };
  // A worker need not answer to one before the next is asked of it.
  if (!failure) await inParallel(deliveries, deliveries.length, publishOne);
  for (const folder of new Set(published.map((delivery) => delivery.folder))) {
    try {
      await maildir.syncNew(folder);
    } catch (error) {
      const unsynced = published.filter((delivery) => delivery.folder === folder);
      keepWaiting(run, maildir, unsynced, error);
      // The kernel reports a failed sync once; a later one that succeeds would prove nothing about these.
      if (!(error instanceof NoAnswer)) suspect.push(...unsynced);
      published = published.filter((delivery) => delivery.folder !== folder);
    }
  }
  if (suspect.length > 0) {
    const deliveries = suspect.map((delivery) => ({ ...delivery, suspect: true }));
    await run.journal.append({ type: "intent", deliveries });
  }
  for (const delivery of published) {
    run.report.delivered++;
    run.listener.delivered?.(delivery, delivery.mailbox, maildir.publishedPath(delivery));
  }
  return published;
}

/** Nothing more is delivered to this Maildir in this run. */
export function keepWaiting(run: Run, maildir: Maildir, deliveries: readonly Delivery[], error: unknown): void {
  run.failures.set(maildir, { error });
  for (const { mailbox } of deliveries) {
    run.mailboxes.wait(mailbox, error);
    run.report.waiting++;
  }
}

function failureOf(step: Promise<void>): Promise<Failure | undefined> {
  return step.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
}

/** Does something for each Maildir with what is meant for it, at the same time: a disk makes many things durable in the time of one. */
async function forEachMaildir<R>(
  staged: readonly StagedDelivery[],
  work: (maildir: Maildir, deliveries: readonly Delivery[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const groups = new Map<Maildir, Delivery[]>();
  for (const { maildir, delivery } of staged) {
    const group = groups.get(maildir);
    if (group) group.push(delivery);
    else groups.set(maildir, [delivery]);
  }
  const all = [...groups];
  return (await inParallel(all, all.length, ([maildir, deliveries]) => work(maildir, deliveries))).flat();
}

export function identityOf({ bucket, key, etag }: MessageIdentity): MessageIdentity {
  return { bucket, key, etag };
}

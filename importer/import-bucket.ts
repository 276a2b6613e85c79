import type { Mailbox } from "../settings/model";
import { compareKeys } from "../store/key-order";
import type { ObjectSummary, Store } from "../store/store";
import { StoreError } from "../store/store-error";
import { commitBatch } from "./commit-batch";
import type { DeliveredCursor } from "./delivered/delivered-cursor";
import { Deletions } from "./deletions";
import type { MessageIdentity } from "./journal/records";
import { classifier } from "./message/classify";
import type { Run } from "./run";
import { scopesOf } from "./scopes";
import { type Message, stageBatch } from "./stage-batch";

const DAY = 24 * 60 * 60 * 1000;

/** So long a delivered message is remembered after it was last seen; SES tries for 36 hours to store one. */
const REMEMBERED = 30 * DAY;

/** Delivers what waits in one bucket, to one mailbox or to all of them. Throws `StateError`. */
export async function importBucket(run: Run, store: Store, bucket: string, only: Mailbox | undefined): Promise<void> {
  const delivered = await run.checkpoints.list(bucket);
  let complete = only === undefined;
  for (const scope of scopesOf(run.settings, only)) {
    const cursor = delivered.cursor();
    try {
      const listing = new BucketImport(run, store, bucket, cursor);
      complete = (await listing.deliverAll(scope.prefix, scope.without)) && complete;
    } finally {
      await cursor.close();
    }
  }
  if (run.journal.settled.length > 0) await run.checkpoints.checkpoint();
  if (complete) await delivered.compact(run.machine.now() - REMEMBERED);
}

/** One way through a listing of the bucket. */
class BucketImport {
  private readonly deletions: Deletions;
  private readonly classify;
  private messages: Message[] = [];
  private remembered: MessageIdentity[] = [];
  private bytes = 0;

  constructor(
    private readonly run: Run,
    private readonly store: Store,
    private readonly bucket: string,
    private readonly delivered: DeliveredCursor,
  ) {
    this.deletions = new Deletions(store, bucket, run.report);
    this.classify = classifier(run.settings.mailboxes);
  }

  /** Returns whether the listing came to its end. */
  async deliverAll(prefix: string, without: string | undefined): Promise<boolean> {
    let complete = false;
    try {
      complete = await this.readListing(prefix, without);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.run.report.problem(error.kind === "no-bucket" ? "settings" : "bucket", this.bucket, error);
    }
    await this.deliverBatch();
    await this.deletions.flush();
    return complete;
  }

  private async readListing(prefix: string, without: string | undefined): Promise<boolean> {
    const { batchMessages, batchBytes } = this.run.limits;
    let last: string | undefined;
    for await (const page of this.store.list(prefix)) {
      for (const object of page) {
        if (last !== undefined && compareKeys(object.key, last) <= 0) {
          throw new StoreError("unavailable", `${this.store.name} does not list its keys in order: ${object.key}`);
        }
        last = object.key;
        if (without !== undefined && object.key.startsWith(without)) continue;
        const full = this.messages.length >= batchMessages || this.bytes + object.size > batchBytes;
        if (full && this.messages.length > 0 && !(await this.deliverBatch())) return false;
        await this.take(object);
      }
    }
    return true;
  }

  private async take(object: ObjectSummary): Promise<void> {
    const { run, bucket } = this;
    const { key, etag } = object;
    const found = this.classify(object);
    if (found.kind === "unclaimed") return void run.report.unclaimed++;
    const delivery = (await this.delivered.find(key)).find((known) => known.etag === etag);
    if (delivery) {
      if (delivery.at < run.machine.now() - REMEMBERED / 2) this.remembered.push({ bucket, key, etag });
      return this.deletions.add([object]);
    }
    if (found.kind === "skipped") return run.report.skip({ bucket, key, reason: found.reason });
    if (run.mailboxes.isWaiting(found.mailbox.user) || run.journal.isOpen({ bucket, key, etag })) {
      return void run.report.waiting++;
    }
    this.messages.push({ object, mailbox: found.mailbox });
    this.bytes += object.size;
  }

  /** Returns false when the store does not answer any more. */
  private async deliverBatch(): Promise<boolean> {
    const { run } = this;
    const { storeFailed, staged, settled } = await stageBatch(run, this.store, this.bucket, this.messages);
    const remembered = this.remembered;
    [this.messages, this.remembered, this.bytes] = [[], [], 0];
    const done = await commitBatch(run, { staged, settled: [...settled, ...remembered] });
    await this.deletions.add(done);
    if (run.journal.settled.length >= run.limits.journalMessages) await run.checkpoints.checkpoint();
    run.listener.progress?.(run.report);
    return !storeFailed;
  }
}

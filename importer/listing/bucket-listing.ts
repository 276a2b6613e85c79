import type { Mailbox } from "../../settings/model";
import { compareKeys } from "../../store/key-order";
import type { ObjectSummary, Store, UnreadableEntry } from "../../store/store";
import { StoreError } from "../../store/store-error";
import type { Courier } from "../delivery/deliverer";
import type { DeliveredCursor } from "../state/delivered/delivered-cursor";
import type { MessageIdentity } from "../state/journal/records";
import { classifier } from "./classify";
import { reportStop, type Run } from "../context";
import type { Message } from "../delivery/stage-batch";

/** One way through a bucket's listing: tells messages from the rest, and hands them on in batches. */
export class BucketListing {
  private readonly classify;
  private messages: Message[] = [];
  private remembered: MessageIdentity[] = [];
  private bytes = 0;

  constructor(
    private readonly run: Run,
    private readonly store: Store,
    private readonly bucket: string,
    private readonly delivered: DeliveredCursor,
    private readonly courier: Courier,
    /** A delivery that was last seen before this moment is recorded anew. */
    private readonly rememberSince: number,
    /** Whose mail is delivered; `undefined`: everybody's. */
    private readonly only: Mailbox | undefined,
  ) {
    this.classify = classifier(run.settings.mailboxes, run.settings.importer.ignorePrefixes);
  }

  /** Delivers what is under prefixes, which are in key order; returns whether the listing came to its end. */
  async deliverAll(prefixes: readonly string[]): Promise<boolean> {
    try {
      let complete = true;
      for (const prefix of prefixes) complete &&= await this.readOn(prefix);
      await this.deliverBatch();
      return complete;
    } finally {
      // Also after a failure: nothing may go on behind the back of the one who reports it.
      await this.courier.finish();
    }
  }

  private async readOn(prefix: string): Promise<boolean> {
    try {
      return await this.read(prefix);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // It was given up for that.
      if (this.isAskedToStop()) return false;
      this.run.report.bucketProblem(this.bucket, error);
      return false;
    }
  }

  private async read(prefix: string): Promise<boolean> {
    let last: string | undefined;
    let isWhole = true;
    const hold = ({ key, reason }: UnreadableEntry) => {
      this.run.report.hold({ bucket: this.bucket, key, reason });
      // Among what was not seen may be what must not be forgotten.
      isWhole = false;
    };
    for await (const page of this.store.list(prefix, hold)) {
      if (this.isAskedToStop()) return false;
      for (const object of page) {
        if (last !== undefined && compareKeys(object.key, last) <= 0) {
          throw new StoreError("unavailable", `${this.store.name} does not list its keys in order: ${object.key}`);
        }
        last = object.key;
        if (this.isFullWith(object) && !(await this.deliverBatch())) return false;
        await this.take(object);
      }
    }
    return isWhole;
  }

  private async take(object: ObjectSummary): Promise<void> {
    const { run, bucket } = this;
    const { key, etag } = object;
    run.openHandovers.note({ bucket, key, etag });
    const found = this.classify(object);
    if (this.only && "mailbox" in found && found.mailbox.user !== this.only.user) return;
    const delivery = (await this.delivered.find(key)).find((known) => known.etag === etag);
    if (delivery) {
      // What is remembered is deleted, too.
      if (delivery.at < this.rememberSince) return void this.remembered.push({ bucket, key, etag });
      return this.courier.delete([object]);
    }
    if (found.kind === "unclaimed") return run.report.unclaimedMail.add(bucket, found.prefix, object);
    if (found.kind === "skipped") return run.report.skip({ bucket, key, reason: found.reason });
    if (found.kind === "held")
      return run.report.hold({ bucket, key, mailbox: found.mailbox.user, reason: found.reason });
    if (run.openHandovers.holds({ bucket, key, etag })) return;
    if (run.mailboxes.isWaiting(found.mailbox.user) || run.journal.isOpen({ bucket, key, etag })) {
      return void run.report.waiting++;
    }
    const judgement = await run.envelopes.judge(bucket, object, found.mailbox);
    if (judgement === "early") return void run.report.early++;
    if (judgement === "superfluous") {
      run.report.superfluous++;
      // Like what is delivered it must not come, should SES store it once more.
      return void this.remembered.push({ bucket, key, etag });
    }
    this.messages.push({ object, mailbox: found.mailbox });
    this.bytes += object.size;
  }

  private isFullWith({ size }: ObjectSummary): boolean {
    const { batchMessages, batchBytes } = this.run.limits;
    if (this.remembered.length >= batchMessages) return true;
    return this.messages.length >= batchMessages || (this.messages.length > 0 && this.bytes + size > batchBytes);
  }

  private isAskedToStop(): boolean {
    return reportStop(this.run, this.bucket);
  }

  /** Returns false when nothing more should be tried. */
  private async deliverBatch(): Promise<boolean> {
    const { messages, remembered, run } = this;
    [this.messages, this.remembered, this.bytes] = [[], [], 0];
    if (this.isAskedToStop()) {
      run.report.waiting += messages.length;
      return false;
    }
    return messages.length + remembered.length === 0 || (await this.courier.deliver(messages, remembered));
  }
}

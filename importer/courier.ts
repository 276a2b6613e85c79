import type { DeleteRequest } from "../store/store";
import { commitBatch } from "./commit-batch";
import { Deletions } from "./deletions";
import { handOver } from "./handover/hand-over";
import type { MessageIdentity } from "./journal/records";
import type { MessageSource } from "./message/open-message";
import { Pipeline } from "./pipeline";
import type { Run } from "./run";
import { Slots } from "./slots";
import { type Message, stageBatch } from "./stage-batch";

/** Who is handed what a listing shows. */
export interface Courier {
  /** Delivers messages; `remembered` are old deliveries that must not be forgotten yet. Returns false when the store is gone. */
  deliver(messages: readonly Message[], remembered: readonly MessageIdentity[]): Promise<boolean>;
  /** Deletes objects that need no delivery. */
  delete(objects: readonly DeleteRequest[]): Promise<void>;
  /** Ends what may still be under way. */
  finish(): Promise<void>;
}

/** So many batches may be under way: one that is committed, one that becomes durable, one that is downloaded, one that begins. */
const BATCHES = 4;

/** Delivers into the Maildirs, hands over to the receivers, and then deletes from the store. */
export class MailCourier implements Courier {
  private readonly deletions: Deletions;
  private readonly downloads: Slots;
  private readonly batches = new Pipeline(BATCHES);
  private storeFailed = false;

  constructor(
    private readonly run: Run,
    private readonly source: MessageSource,
    private readonly bucket: string,
  ) {
    this.deletions = new Deletions(source.store, bucket, run.report, run.envelopes);
    this.downloads = new Slots(run.limits.downloads);
  }

  /** Returns when the batch has begun; what became of the ones before may be known only then. */
  async deliver(messages: readonly Message[], remembered: readonly MessageIdentity[]): Promise<boolean> {
    const { run, source, bucket, downloads } = this;
    const isHandedOver = ({ mailbox }: Message) => run.receivers.takes(mailbox);
    const forMaildirs = messages.filter((each) => !isHandedOver(each));
    await this.batches.begin(
      async () => {
        const { staged, storeFailed } = await stageBatch(run, source, bucket, forMaildirs, downloads);
        this.storeFailed ||= storeFailed;
        return staged;
      },
      async (staged) => {
        await this.deletions.add(await commitBatch(run, staged, remembered));
        const handed = await handOver(run, source, bucket, messages.filter(isHandedOver));
        await this.deletions.add(handed.taken);
        if (run.journal.settled.length >= run.limits.journalMessages) await run.checkpoints.checkpoint();
        run.listener.progress?.(run.report);
        this.storeFailed ||= handed.storeFailed;
      },
    );
    return !this.storeFailed;
  }

  delete(objects: readonly DeleteRequest[]): Promise<void> {
    return this.deletions.add(objects);
  }

  async finish(): Promise<void> {
    try {
      await this.batches.finish();
    } finally {
      await this.deletions.flush();
    }
  }
}

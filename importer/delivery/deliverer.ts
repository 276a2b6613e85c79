import type { DeleteRequest } from "../../store/store";
import { commitBatch } from "./commit-batch";
import { Deletions } from "./deletions";
import { handOver } from "../transports/deliver-batch";
import type { MessageIdentity } from "../state/journal/records";
import type { MessageSource } from "../message/open-message";
import { Pipeline } from "./pipeline";
import type { Run } from "../context";
import { Slots } from "../../lib/semaphore";
import { type Message, stageBatch, type StagedDelivery } from "./stage-batch";

/** Who is handed what a listing shows. */
export interface Courier {
  /** Delivers messages; `remembered` are old deliveries that must not be forgotten yet. Returns false when the store is gone. */
  deliver(messages: readonly Message[], remembered: readonly MessageIdentity[]): Promise<boolean>;
  /** Deletes objects that need no delivery. */
  delete(objects: readonly DeleteRequest[]): Promise<void>;
  /** Ends what may still be under way. */
  finish(): Promise<void>;
}

/** One that waits for the commit before it, one that becomes durable, one that is downloaded, and one that begins. */
const BATCHES = 4;

/** A batch whose messages for Maildirs are staged. */
interface Batch {
  readonly staged: readonly StagedDelivery[];
  /** To be handed to a receiver. */
  readonly forReceivers: readonly Message[];
  readonly remembered: readonly MessageIdentity[];
}

/** Delivers into the Maildirs, hands over to the receivers, and then deletes from the store. */
export class MailCourier implements Courier {
  private readonly deletions: Deletions;
  private readonly downloads: Slots;
  private readonly batches = new Pipeline<Batch>(BATCHES, (batches) => this.commit(batches));
  private storeFailed = false;

  constructor(
    private readonly run: Run,
    private readonly source: MessageSource,
    private readonly bucket: string,
  ) {
    this.deletions = new Deletions(source.store, bucket, run.report, run.envelopes, run.settings);
    this.downloads = new Slots(run.limits.downloads);
  }

  /** Returns when the batch has begun; what became of the ones before may be known only then. */
  async deliver(messages: readonly Message[], remembered: readonly MessageIdentity[]): Promise<boolean> {
    const { run, source, bucket, downloads } = this;
    const isHandedOver = ({ mailbox }: Message) => run.receivers.takes(mailbox);
    const forMaildirs = messages.filter((each) => !isHandedOver(each));
    await this.batches.begin(async () => {
      const { staged, storeFailed } = await stageBatch(run, source, bucket, forMaildirs, downloads);
      this.storeFailed ||= storeFailed;
      return { staged, forReceivers: messages.filter(isHandedOver), remembered };
    });
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

  private async commit(batches: readonly Batch[]): Promise<void> {
    const { run, source, bucket } = this;
    const staged = batches.flatMap((batch) => batch.staged);
    const remembered = batches.flatMap((batch) => batch.remembered);
    await this.deletions.add(await commitBatch(run, staged, remembered));
    for (const { forReceivers } of batches) {
      const { taken, storeFailed } = await handOver(run, source, bucket, forReceivers);
      await this.deletions.add(taken);
      this.storeFailed ||= storeFailed;
    }
    if (run.journal.settled.length >= run.limits.journalMessages) await run.checkpoints.checkpoint();
    run.listener.progress?.(run.report);
  }
}

import type { DeleteRequest } from "../store/store";
import { commitBatch } from "./commit-batch";
import { Deletions } from "./deletions";
import { handOver } from "./handover/hand-over";
import type { MessageIdentity } from "./journal/records";
import type { MessageSource } from "./message/open-message";
import type { Run } from "./run";
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

/** Delivers into the Maildirs, hands over to the receivers, and then deletes from the store. */
export class MailCourier implements Courier {
  private readonly deletions: Deletions;

  constructor(
    private readonly run: Run,
    private readonly source: MessageSource,
    private readonly bucket: string,
  ) {
    this.deletions = new Deletions(source.store, bucket, run.report, run.envelopes);
  }

  async deliver(messages: readonly Message[], remembered: readonly MessageIdentity[]): Promise<boolean> {
    const { run, source, bucket } = this;
    const isHandedOver = ({ mailbox }: Message) => run.receivers.takes(mailbox);
    const { staged, storeFailed } = await stageBatch(
      run,
      source,
      bucket,
      messages.filter((each) => !isHandedOver(each)),
    );
    await this.deletions.add(await commitBatch(run, staged, remembered));
    const handed = await handOver(run, source, bucket, messages.filter(isHandedOver));
    await this.deletions.add(handed.taken);
    if (run.journal.settled.length >= run.limits.journalMessages) await run.checkpoints.checkpoint();
    run.listener.progress?.(run.report);
    return !storeFailed && !handed.storeFailed;
  }

  delete(objects: readonly DeleteRequest[]): Promise<void> {
    return this.deletions.add(objects);
  }

  finish(): Promise<void> {
    return this.deletions.flush();
  }
}

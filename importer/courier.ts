import type { DeleteRequest } from "../store/store";
import { commitBatch } from "./commit-batch";
import { Deletions } from "./deletions";
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

/** Delivers into the mailboxes, and then deletes from the store. */
export class MaildirCourier implements Courier {
  private readonly deletions: Deletions;

  constructor(
    private readonly run: Run,
    private readonly source: MessageSource,
    private readonly bucket: string,
  ) {
    this.deletions = new Deletions(source.store, bucket, run.report);
  }

  async deliver(messages: readonly Message[], remembered: readonly MessageIdentity[]): Promise<boolean> {
    const { run } = this;
    const { staged, storeFailed } = await stageBatch(run, this.source, this.bucket, messages);
    const done = await commitBatch(run, staged, remembered);
    await this.deletions.add(done);
    if (run.journal.settled.length >= run.limits.journalMessages) await run.checkpoints.checkpoint();
    run.listener.progress?.(run.report);
    return !storeFailed;
  }

  delete(objects: readonly DeleteRequest[]): Promise<void> {
    return this.deletions.add(objects);
  }

  finish(): Promise<void> {
    return this.deletions.flush();
  }
}

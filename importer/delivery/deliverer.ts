import { Semaphore } from "../../lib/semaphore";
import type { ImportContext } from "../context";
import type { ListedBatch } from "../listing/bucket-listing";
import type { Message } from "../message/model";
import type { MessageSource } from "../message/open-message";
import type { Outcomes } from "../outcome";
import { commit, type CommitOptions, type StagedBatch } from "./commit";
import { Deletions } from "./deletions";
import { Pipeline } from "./pipeline";
import { stageBatch } from "./stage-batch";

/** Delivers the messages of a listing, batch by batch. */
export interface Deliverer {
  /** Resolves when the batch has begun; its outcomes may come later. */
  deliver(batch: ListedBatch): Promise<void>;
  /** Whether the store answered no request of a batch, so that further batches would fail as well. */
  readonly isStoreGone: boolean;
  /** Waits until all begun batches have ended. */
  finish(): Promise<void>;
}

/**
 * Maximum number of batches before the end of their commit: one begins, one is downloaded, one is synced, and one waits
 * for the commit.
 */
const MAX_UNCOMMITTED_BATCHES = 4;

/** Delivers into Maildirs and through transports, and then deletes from the store. */
export class MailDeliverer implements Deliverer {
  private readonly deletions: Deletions;
  private readonly downloads: Semaphore;
  private readonly batches: Pipeline<StagedBatch>;
  private storeGone = false;

  constructor(
    private readonly context: ImportContext,
    private readonly source: MessageSource,
    private readonly settle: (outcomes: Outcomes) => void,
  ) {
    this.deletions = new Deletions(source, context.envelopes, context.settings);
    this.downloads = new Semaphore(context.limits.maxDownloads);
    const options: CommitOptions = {
      ...{ context, source, deletions: this.deletions },
      settle: (outcomes, batch = []) => this.settleBatch(outcomes, batch),
    };
    this.batches = new Pipeline(MAX_UNCOMMITTED_BATCHES, (batches) => commit(batches, options));
  }

  get isStoreGone(): boolean {
    return this.storeGone;
  }

  async deliver({ messages, remembered, deletable }: ListedBatch): Promise<void> {
    const { context, source, downloads } = this;
    this.settle(await this.deletions.add(deletable));
    if (messages.length + remembered.length === 0) return;
    const forTransports = messages.filter(({ mailbox }) => context.transports.serves(mailbox));
    const forMaildirs = messages.filter(({ mailbox }) => !context.transports.serves(mailbox));
    await this.batches.begin(async () => {
      const { staged, outcomes } = await stageBatch(context, source, forMaildirs, downloads);
      this.settleBatch(outcomes, forMaildirs);
      return { staged, forTransports, remembered };
    });
  }

  async finish(): Promise<void> {
    try {
      await this.batches.finish();
    } finally {
      this.settle(await this.deletions.flush());
    }
  }

  private settleBatch(outcomes: Outcomes, messages: readonly Message[]): void {
    this.settle(outcomes);
    const failures = outcomes.filter(({ kind }) => kind === "store-unavailable").length;
    if (failures > 0 && failures === messages.length) this.storeGone = true;
  }
}

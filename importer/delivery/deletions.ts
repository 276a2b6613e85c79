import type { DeleteRequest, Store } from "../../store/store";
import { StoreError } from "../../store/store-error";
import type { Envelopes } from "../state/envelopes/envelope";
import type { ImportSettings } from "../context";
import type { ImportReport } from "../report";
import { undeletable } from "./undeletable";

/** The most that S3 deletes in one request. */
const MOST = 1000;

/**
 * Objects that need not wait in the store any longer, deleted many at a time. One that cannot be deleted is only reported, and
 * held where it will not go the next time either: the list of delivered messages keeps it from being delivered again, and the next
 * run tries again.
 */
export class Deletions {
  private pending: DeleteRequest[] = [];
  private underWay: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly bucket: string,
    private readonly report: ImportReport,
    private readonly envelopes: Envelopes,
    private readonly settings: ImportSettings,
  ) {}

  /** Begins to delete when there are enough, and waits only for the deletion before that. */
  async add(objects: readonly DeleteRequest[]): Promise<void> {
    this.pending.push(...objects.map(({ key, etag }) => ({ key, etag })));
    while (this.pending.length >= MOST) await this.begin(this.pending.splice(0, MOST));
  }

  async flush(): Promise<void> {
    if (this.pending.length > 0) await this.begin(this.pending.splice(0));
    await this.underWay;
  }

  private async begin(requests: readonly DeleteRequest[]): Promise<void> {
    await this.underWay;
    this.underWay = this.delete(requests);
    this.underWay.catch(() => undefined); // thrown where the next one waits for it
  }

  private async delete(requests: readonly DeleteRequest[]): Promise<void> {
    try {
      const deleted: string[] = [];
      for (const result of await this.store.deleteMany(requests)) {
        if (result.outcome === "deleted") deleted.push(result.key);
        if (result.outcome === "refused") this.hold(result.key, result.reason);
        if (result.outcome === "failed")
          this.report.problem("deletion", this.bucket, `${result.key}: ${result.reason}`);
        // The other one is a message of its own, for the next run.
        if (result.outcome === "changed") {
          this.report.problem("deletion", this.bucket, `another object is under ${result.key} now, which stays`);
        }
      }
      this.report.deleted += deleted.length;
      await this.envelopes.forget(this.bucket, deleted);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.kind === "denied") for (const { key } of requests) this.hold(key, error.message);
      else this.report.problem("deletion", this.bucket, error);
    }
  }

  private hold(key: string, reason: string): void {
    const { mailboxes, importer } = this.settings;
    // Nobody wants to hear of these.
    if (importer.ignorePrefixes.some((prefix) => key.startsWith(`${prefix}/`))) return;
    this.report.hold(undeletable(mailboxes, this.bucket, key, reason));
  }
}

import type { DeleteRequest } from "../../store/store";
import { StoreError } from "../../store/store-error";
import type { ImportSettings } from "../context";
import type { MessageSource } from "../message/open-message";
import { type Outcome, type Outcomes, problem } from "../outcome";
import type { Envelopes } from "../state/envelopes/envelopes";
import { undeletableObject } from "./undeletable";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const MAX_KEYS_PER_DELETE = 1000;

/**
 * Deletes objects that need no delivery from the store, many objects in one request. The next run retries deletions
 * that failed; until then the list of delivered messages prevents a second delivery.
 */
export class Deletions {
  private pending: DeleteRequest[] = [];
  /** The outcomes of the latest deletion, which only the next call of `begin` or `flush` returns. */
  private latest: Promise<Outcomes> = Promise.resolve([]);

  constructor(
    private readonly source: Pick<MessageSource, "store" | "bucket">,
    private readonly envelopes: Envelopes,
    private readonly settings: ImportSettings,
  ) {}

  /** Starts a deletion when enough objects are pending; returns the outcomes of the previous deletion. */
  async add(objects: readonly DeleteRequest[]): Promise<Outcomes> {
    this.pending.push(...objects.map(({ key, etag }) => ({ key, etag })));
    const outcomes: Outcome[] = [];
    while (this.pending.length >= MAX_KEYS_PER_DELETE) {
      outcomes.push(...(await this.begin(this.pending.splice(0, MAX_KEYS_PER_DELETE))));
    }
    return outcomes;
  }

  /** Deletes the objects that are still pending; returns the outcomes that no call has returned before. */
  async flush(): Promise<Outcomes> {
    const before = this.pending.length > 0 ? await this.begin(this.pending.splice(0)) : [];
    const { latest } = this;
    this.latest = Promise.resolve([]);
    return [...before, ...(await latest)];
  }

  /** Batches are listed and committed at the same time, so calls may overlap; one deletion runs at a time. */
  private begin(requests: readonly DeleteRequest[]): Promise<Outcomes> {
    const before = this.latest;
    this.latest = before.then(() => this.delete(requests));
    this.latest.catch(() => undefined); // the next call of `begin` or `flush` throws it
    return before;
  }

  private async delete(requests: readonly DeleteRequest[]): Promise<Outcomes> {
    const { store, bucket } = this.source;
    try {
      const deleted: string[] = [];
      const problems: Outcome[] = [];
      for (const result of await store.deleteMany(requests)) {
        if (result.outcome === "deleted") deleted.push(result.key);
        if (result.outcome === "refused") problems.push(...this.held(result.key, result.reason));
        if (result.outcome === "failed") problems.push(problem("deletion", bucket, `${result.key}: ${result.reason}`));
        // The other object is another message, which the next run delivers.
        if (result.outcome === "changed") {
          problems.push(problem("deletion", bucket, `another object is under ${result.key} now, which stays`));
        }
      }
      await this.envelopes.forget(bucket, deleted);
      return [...problems, { kind: "deleted", count: deleted.length }];
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.kind === "denied") return requests.flatMap(({ key }) => this.held(key, error.message));
      return [problem("deletion", bucket, error)];
    }
  }

  private held(key: string, reason: string): Outcomes {
    const { mailboxes, importer } = this.settings;
    // The settings exclude these prefixes from all reports.
    if (importer.ignorePrefixes.some((prefix) => key.startsWith(`${prefix}/`))) return [];
    return [{ kind: "held", cause: "not-deletable", ...undeletableObject(mailboxes, this.source.bucket, key, reason) }];
  }
}

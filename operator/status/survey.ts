import { nameOfMessage } from "../../importer/message/model";
import { classifier } from "../../importer/listing/classify";
import { listedPrefixes } from "../../importer/listing/listed-prefixes";
import type { HeldMessage } from "../../importer/report";
import type { ImportSettings } from "../../importer/context";
import type { Region } from "../../settings/model";
import { isStoreError } from "../../importer/outcome";
import type { ObjectSummary, Store } from "../../store/store";
import { StoreError } from "../../store/store-error";
import { type HeldInStore, MAX_HELD, type MailCount, type StoreCount } from "./run-state";

type OpenStore = (region: Region) => Promise<Store>;

interface HeldReport {
  readonly heldCount: number;
  readonly held: readonly (HeldMessage & { readonly etag?: string | undefined })[];
}

/** Mail that could not be listed. */
export interface UnlistedMail {
  readonly bucket: string;
  /** The prefix; empty: the whole bucket. */
  readonly prefix: string;
  readonly error: StoreError;
}

/** Counts the mail in the buckets by mailbox; memory does not grow with the number of objects. */
export class Survey {
  private readonly waiting = new Map<string, Tally>();
  private readonly unclaimed = new Tally();
  private readonly prefixes: readonly string[];
  private readonly classify;
  private readonly held: ReadonlyMap<string, HeldReport["held"][number]>;
  private readonly seen = new Map<string, ObjectSummary>();
  private readonly unlisted: UnlistedMail[] = [];

  /** `report`: the messages that the last run held. */
  constructor(
    settings: Pick<ImportSettings, "mailboxes" | "importer" | "host">,
    private readonly report: HeldReport,
    private readonly isStopped: () => boolean = () => false,
  ) {
    const { mailboxes, importer, host } = settings;
    this.prefixes = listedPrefixes(settings);
    this.classify = classifier(mailboxes, importer.ignorePrefixes, host);
    this.held = new Map(report.held.map((each) => [nameOfMessage(each), each]));
  }

  /** Lists the buckets of all regions; throws `StoreError` where a part cannot be listed. */
  async countAll(regions: readonly Region[], openStore: OpenStore): Promise<void> {
    const [first] = await this.countPossible(regions, openStore);
    if (first) throw first.error;
  }

  /** Lists all prefixes that can be listed; returns the others. */
  async countPossible(regions: readonly Region[], openStore: OpenStore): Promise<readonly UnlistedMail[]> {
    for (const region of regions) {
      const { bucket } = region;
      const store = await openStore(region).catch((error: unknown) => this.note(bucket, this.prefixes, error));
      if (!store) continue;
      try {
        await this.count(bucket, store);
      } finally {
        await store.close();
      }
    }
    return this.unlisted;
  }

  /** Number of listings of one bucket. */
  get parts(): number {
    return this.prefixes.length;
  }

  private async count(bucket: string, store: Store): Promise<void> {
    for (const [index, prefix] of this.prefixes.entries()) {
      try {
        for await (const page of store.list(prefix, () => undefined)) {
          if (this.isStopped()) return;
          for (const object of page) this.add(bucket, object);
        }
      } catch (error) {
        // Access to another prefix may be allowed; a store that does not answer would not answer for another prefix
        // either.
        if (!isStoreError(error, "denied")) return this.note(bucket, this.prefixes.slice(index), error);
        this.note(bucket, [prefix], error);
      }
    }
  }

  private note(bucket: string, prefixes: readonly string[], error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    this.unlisted.push(...prefixes.map((prefix) => ({ bucket, prefix, error })));
  }

  private add(bucket: string, object: ObjectSummary): void {
    const name = nameOfMessage({ bucket, key: object.key });
    const held = this.held.get(name);
    // Another object under the key is another message.
    if (held && (held.etag ?? object.etag) === object.etag) return void this.seen.set(name, object);
    const found = this.classify(object);
    if (found.kind === "unclaimed") this.unclaimed.add(object);
    if (found.kind !== "message") return;
    const { user } = found.mailbox;
    const tally = this.waiting.get(user) ?? new Tally();
    this.waiting.set(user, tally.add(object));
  }

  result(countedAt: Date): StoreCount {
    const isThere = (message: HeldReport["held"][number]) =>
      message.cause === "unreadable" || this.seen.has(nameOfMessage(message)) || this.isUnlisted(message);
    const held = this.report.held.filter(isThere);
    return {
      countedAt: countedAt.toISOString(),
      waiting: [...this.waiting].map(([mailbox, tally]) => ({ mailbox, ...tally.result })),
      unclaimed: this.unclaimed.result,
      heldCount: this.report.heldCount - (this.report.held.length - held.length),
      held: held.slice(0, MAX_HELD).map((each) => this.describe(each)),
    };
  }

  private isUnlisted({ bucket, key }: HeldMessage): boolean {
    return this.unlisted.some((each) => each.bucket === bucket && key.startsWith(each.prefix));
  }

  private describe(message: HeldMessage): HeldInStore {
    const { bucket, key, mailbox, cause, reason } = message;
    const object = this.seen.get(nameOfMessage(message));
    return {
      ...{ bucket, key, mailbox, cause, reason },
      ...(object && { etag: object.etag, bytes: object.size, storedAt: object.lastModified.toISOString() }),
    };
  }
}

class Tally {
  private messages = 0;
  private bytes = 0;
  private oldest: Date | undefined;

  add({ size, lastModified }: ObjectSummary): this {
    this.messages++;
    this.bytes += size;
    if (this.oldest === undefined || lastModified < this.oldest) this.oldest = lastModified;
    return this;
  }

  get result(): MailCount {
    const { messages, bytes, oldest } = this;
    return { messages, bytes, oldest: oldest?.toISOString() };
  }
}

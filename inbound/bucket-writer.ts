import type { Store } from "../store/store";
import type { RulesSource } from "./applied-rules";
import { whyDenied, type SesWrite } from "./bucket-policy";

/** S3 would have refused the object; the message says why. */
export class WriteRefusedError extends Error {
  override readonly name = "WriteRefusedError";
}

/**
 * Writes objects as SES does: only into a bucket that exists and whose policy allows the write. Bucket and policy are
 * read again for each write; the rule set is the one that was active when the message arrived.
 */
export class BucketWriter {
  private readonly stores = new Map<string, Promise<Store>>();

  constructor(
    private readonly rules: RulesSource,
    private readonly storeOf: (bucket: string) => Store | Promise<Store>,
  ) {}

  async write(target: SesWrite, body: Buffer): Promise<void> {
    const { buckets } = await this.rules.read();
    if (!buckets.has(target.bucket)) throw new WriteRefusedError(`no such bucket: ${target.bucket}`);
    const denied = whyDenied(buckets.get(target.bucket), target);
    if (denied !== undefined) throw new WriteRefusedError(denied);
    await (await this.store(target.bucket)).put(target.key, body);
  }

  async close(): Promise<void> {
    await Promise.all([...this.stores.values()].map(async (store) => (await store).close()));
    this.stores.clear();
  }

  private store(bucket: string): Promise<Store> {
    let store = this.stores.get(bucket);
    if (store === undefined) {
      store = Promise.resolve(this.storeOf(bucket));
      store.catch(() => this.stores.delete(bucket));
      this.stores.set(bucket, store);
    }
    return store;
  }
}

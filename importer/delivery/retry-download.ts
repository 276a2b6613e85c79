import { retry, type RetryPolicy } from "../../lib/retry";
import type { ObjectSummary, Store } from "../../store/store";
import { StoreError } from "../../store/store-error";
import { BrokenDownloadError, DamagedDownloadError } from "../message/download";
import { isStoreError } from "../outcome";

/**
 * Retries of a download that broke off, or that differs from the listing. A request that the store does not answer is
 * retried by the store's client only (store/s3-client.ts).
 */
export const DOWNLOAD_RETRIES: RetryPolicy = { maxAttempts: 3, firstPauseMs: 100, maxPauseMs: 2000 };

/** Downloads an object by `work`, and retries where another download may return the right bytes. */
export function retryDownload<T>(store: Store, object: ObjectSummary, work: () => Promise<T>): Promise<T> {
  const attempt = async () => {
    try {
      return await work();
    } catch (error) {
      if (isStoreError(error, "missing")) await checkGone(store, object);
      if (isStoreError(error, "denied")) await checkDenied(store, object);
      throw error;
    }
  };
  return retry(DOWNLOAD_RETRIES, isWorthAnotherDownload, attempt);
}

function isWorthAnotherDownload(error: unknown): boolean {
  return error instanceof DamagedDownloadError || error instanceof BrokenDownloadError;
}

/**
 * An object may have been removed since it was listed. But if the store still lists it, the store contradicts itself: a run that
 * believed that the object is missing would end as if there were no mail.
 */
async function checkGone(store: Store, { key }: ObjectSummary): Promise<void> {
  if (!(await isListed(store, key))) return;
  throw new StoreError("unavailable", `${store.name} lists ${key}, but says that there is no such object`);
}

/** Stores that refuse an object that they list. A request for each of many refused objects would cost the operator money. */
const refusingStores = new WeakSet<Store>();

/**
 * To a key that may not list the whole bucket, such as that of one host among several, S3 says of a missing object that access is denied
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html). Throws `StoreError` "missing" where the object has been
 * removed since it was listed: then nobody has to act.
 */
async function checkDenied(store: Store, { key }: ObjectSummary): Promise<void> {
  if (refusingStores.has(store)) return;
  if (!(await isListed(store, key))) throw new StoreError("missing", `${store.name} does not list ${key} any more`);
  refusingStores.add(store);
}

async function isListed(store: Store, key: string): Promise<boolean> {
  for await (const [first] of store.list(key, () => undefined)) return first?.key === key;
  return false;
}

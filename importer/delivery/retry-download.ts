import { retry, type RetryPolicy } from "../../lib/retry";
import type { ObjectSummary } from "../../store/store";
import { BrokenDownloadError, DamagedDownloadError } from "../message/download";
import type { MessageSource } from "../message/open-message";

/**
 * Retries of a download that broke off, or that differs from the listing. A request that the store does not answer is
 * retried by the store's client only (store/s3-client.ts).
 */
export const DOWNLOAD_RETRIES: RetryPolicy = { maxAttempts: 3, firstPauseMs: 100, maxPauseMs: 2000 };

/** Downloads an object by `work`, and retries where another download may return the right bytes. */
export function retryDownload<T>(
  { removedObjects }: Pick<MessageSource, "removedObjects">,
  object: ObjectSummary,
  work: () => Promise<T>,
): Promise<T> {
  const attempt = async () => {
    try {
      return await work();
    } catch (error) {
      await removedObjects.check(error, object);
      throw error;
    }
  };
  return retry(DOWNLOAD_RETRIES, isWorthAnotherDownload, attempt);
}

function isWorthAnotherDownload(error: unknown): boolean {
  return error instanceof DamagedDownloadError || error instanceof BrokenDownloadError;
}

import { pause as realPause, type Pause } from "./pause";

export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Upper bound of the pause after the first attempt, in milliseconds; the bound doubles after each attempt. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

const NEVER_ABORTED = new AbortController().signal;

/**
 * Runs `work` until it succeeds, fails for a reason that another attempt would not change, or has failed `maxAttempts`
 * times; then throws the last failure. Each pause is random between zero and its upper bound, so that many retries do
 * not come in one burst (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/, "full jitter").
 */
export async function retry<T>(
  { maxAttempts, firstPauseMs, maxPauseMs }: RetryPolicy,
  isTransient: (error: unknown) => boolean,
  work: () => Promise<T>,
  pause: Pause = realPause,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= maxAttempts || !isTransient(error)) throw error;
      const bound = Math.min(maxPauseMs, firstPauseMs * 2 ** (attempt - 1));
      await pause(Math.random() * bound, NEVER_ABORTED);
    }
  }
}

import { setTimeout } from "node:timers/promises";

/** Ends after so many milliseconds, or sooner when the signal says so; neither is an error. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export const pause: Pause = (milliseconds, signal) =>
  setTimeout(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Collecting after so many costs a hundredth of the time that they take. */
const MESSAGES = 2048;

/**
 * V8 lets new objects and garbage take several times the memory of what is in use where there is plenty, which the mail server
 * on the same machine has better use for. Returns what is to be told how many messages a run has delivered, batch by batch
 * (docs/performance.md).
 */
export function garbageCollector(): (delivered: number) => void {
  let next = MESSAGES;
  return (delivered) => {
    // The room for new objects stays as it has been since the first batch.
    setFlagsFromString("--semi-space-growth-factor=1");
    if (delivered < next) return;
    next = delivered + MESSAGES;
    // https://nodejs.org/docs/latest-v20.x/api/v8.html#v8setflagsfromstringflags: the flag counts for contexts made after it.
    setFlagsFromString("--expose-gc");
    (runInNewContext("gc") as () => void)();
  };
}

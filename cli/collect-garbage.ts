import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Milliseconds. Collecting so often costs a fiftieth of the time. */
const PAUSE = 500;

/**
 * V8 lets new objects and garbage take several times the memory of what is in use where there is plenty, which the mail server
 * on the same machine has better use for. Collects now and then until the function that it returns is called
 * (docs/performance.md).
 */
export function collectGarbage(): () => void {
  // The room for new objects stays as it is; from Node 22 on it would grow to 64 MB.
  setFlagsFromString("--semi-space-growth-factor=1");
  let collect: (() => void) | undefined;
  const timer = setInterval(() => (collect ??= collector())(), PAUSE);
  return () => clearInterval(timer);
}

function collector(): () => void {
  // https://nodejs.org/docs/latest-v20.x/api/v8.html#v8setflagsfromstringflags: the flag counts for contexts made after it.
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

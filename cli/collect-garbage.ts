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
  let collect: (() => void) | undefined;
  const timer = setInterval(() => (collect ??= prepare())(), PAUSE);
  return () => clearInterval(timer);
}

function prepare(): () => void {
  // The room for new objects stays as it has been since the first half second.
  setFlagsFromString("--semi-space-growth-factor=1");
  // https://nodejs.org/docs/latest-v20.x/api/v8.html#v8setflagsfromstringflags: the flag counts for contexts made after it.
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

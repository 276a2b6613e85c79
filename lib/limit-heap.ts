import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Space for new objects. In a smaller space more objects are still in use when it is full, and V8 copies them. */
const MAX_NEW_SPACE_BYTES = 10 * 1024 * 1024;

/** Short enough that the new space hardly grows twice in between. */
const LIMIT_INTERVAL_MS = 100;

/**
 * V8 lets objects and garbage take several times the memory of what is in use where there is plenty, which the mail server on the
 * same machine has better use for. To collect by force (`gc()`) is no way to limit that: V8 then forgets what it has learned of
 * the code that runs, and the importer needs half as much processor time again (docs/performance.md). Call the function that it
 * returns when there is nothing to do any more.
 */
export function limitHeap(): () => void {
  // Collects when the old objects have become twice as many as the last time has left.
  setFlagsFromString("--heap-growing-percent=100");
  limitNewSpace();
  const timer = setInterval(limitNewSpace, LIMIT_INTERVAL_MS);
  return () => clearInterval(timer);
}

/** Lets the room grow to that size; it would go on to 16 MB, or 64 from Node 22 on. V8 takes no limit once it runs. */
function limitNewSpace(): void {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  const room = space ? space.space_used_size + space.space_available_size : MAX_NEW_SPACE_BYTES;
  setFlagsFromString(`--semi-space-growth-factor=${Math.max(1, Math.round(MAX_NEW_SPACE_BYTES / room))}`);
}

import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { MIB } from "./bytes";

/** Space for new objects. If the space is smaller, V8 must copy more objects that are still in use when the space is full. */
const MAX_NEW_SPACE_BYTES = 10 * MIB;

/** Short enough that the new space rarely grows twice within it. */
const LIMIT_INTERVAL_MS = 100;

/**
 * Limits the heap, because on a machine with much memory V8 lets garbage grow to several times the memory in use, which the mail
 * server on the same machine needs. Forced collection (`gc()`) would discard V8's optimizations, and cost the importer half as much
 * processor time again (docs/performance.md). Call the returned function when the work has ended.
 */
export function limitHeap(): () => void {
  // Collects when the old objects take twice the memory that the last collection left.
  setFlagsFromString("--heap-growing-percent=100");
  limitNewSpace();
  const timer = setInterval(limitNewSpace, LIMIT_INTERVAL_MS);
  return () => clearInterval(timer);
}

/** Lets the new space grow to that size only; its default is 16 MB, or 64 MB from Node 22 on. V8 has no option for a running process. */
function limitNewSpace(): void {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  const room = space ? space.space_used_size + space.space_available_size : MAX_NEW_SPACE_BYTES;
  setFlagsFromString(`--semi-space-growth-factor=${Math.max(1, Math.round(MAX_NEW_SPACE_BYTES / room))}`);
}

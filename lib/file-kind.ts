import type { Stats } from "node:fs";

/** Describes the entry at a path that is not a regular file. */
export function fileKind(found: Stats): string {
  if (found.isSymbolicLink()) return "a link";
  return found.isDirectory() ? "a directory" : "a device, pipe or socket";
}

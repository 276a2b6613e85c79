import type { Stats } from "node:fs";

/** What is at a path in place of a regular file, in words. */
export function fileKind(found: Stats): string {
  if (found.isSymbolicLink()) return "a link";
  return found.isDirectory() ? "a directory" : "a device, pipe or socket";
}

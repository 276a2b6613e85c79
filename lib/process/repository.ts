import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../usage-error";

/** The nearest clone or installed package at or above a folder: what has main.ts and the stacks. */
export function findRepositoryRoot(start: string): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    if (existsSync(join(directory, "main.ts")) && existsSync(join(directory, "cdktf.json"))) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

/**
 * The root of the clone that this code runs from, bundled or not. A drill needs what only a clone has: main.ts, cdktf and the
 * fixture messages.
 */
export function repositoryRoot(start: string = __dirname): string {
  const root = findRepositoryRoot(start);
  if (root !== undefined) return root;
  throw new UsageError(
    `the drill rehearses with main.ts of the repository, and neither ${start} nor a directory above it has one; ` +
      "clone the repository, then: npm ci && npm run drill",
  );
}

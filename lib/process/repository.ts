import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../usage-error";

/** The nearest folder at or above `start` that has main.ts and the stacks: a clone or an installed package. */
export function findRepositoryRoot(start: string): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    if (existsSync(join(directory, "main.ts")) && existsSync(join(directory, "cdktf.json"))) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

/**
 * The root of the clone from which this code runs, bundled or not. A drill needs main.ts, cdktf and the fixture messages, which only
 * a clone has.
 */
export function repositoryRoot(start: string = __dirname): string {
  const root = findRepositoryRoot(start);
  if (root !== undefined) return root;
  throw new UsageError(
    `expected main.ts of the repository, which the drill runs, at or above ${start}, found none; ` +
      "clone the repository, then: npm ci && npm run drill",
  );
}

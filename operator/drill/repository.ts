import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** A drill needs what only a clone of the repository has: main.ts, cdktf and the fixture messages. */
export class NoRepository extends Error {
  constructor(start: string) {
    super(
      `the drill rehearses with main.ts of the repository, and neither ${start} nor a directory above it has one; ` +
        "clone the repository, then: npm ci && npm run drill",
    );
    this.name = "NoRepository";
  }
}

/** The root of the clone that this code runs from, bundled or not. */
export function repositoryRoot(start: string = __dirname): string {
  for (let directory = start; ; directory = dirname(directory)) {
    if (existsSync(join(directory, "main.ts")) && existsSync(join(directory, "cdktf.json"))) return directory;
    if (directory === dirname(directory)) throw new NoRepository(start);
  }
}

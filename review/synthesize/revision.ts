import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitError } from "../model/errors";
import { git } from "./git";
import { ReviewError } from "../model/errors";
import { writeTree } from "./write-tree";

export interface Revision {
  readonly where: string;
  readonly name: "base" | "head";
  /** A folder of the repository. */
  readonly directory: string;
}

/** Writes a revision into a folder beside the repository for as long as `use` runs; the repository stays as it is. */
export async function withRevision<T>(revision: Revision, use: (folder: string) => Promise<T>): Promise<T> {
  const { where, name, directory } = revision;
  const commit = commitOf(revision);
  const prefix = git(directory, "rev-parse", "--show-prefix").trim();
  const temporary = await mkdtemp(join(tmpdir(), `standby-mx-${name}-`));
  const checkout = join(temporary, "checkout");
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  const leave = (signal: NodeJS.Signals) => {
    remove();
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, leave);
  try {
    await writeTree(directory, commit, checkout);
    return await use(join(checkout, prefix));
  } catch (error) {
    if (!(error instanceof ReviewError || error instanceof GitError)) throw error;
    // The folder no longer exists when a person reads the message.
    throw new ReviewError(error.message.replaceAll(`${checkout}/`, `${where}:`).replaceAll(checkout, where));
  } finally {
    for (const signal of signals) process.off(signal, leave);
    remove();
  }
}

function commitOf({ where, name, directory }: Revision): string {
  const expected = `--${name}: expected a folder or a git revision, found "${where}"`;
  try {
    return git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", `${where}^{commit}`).trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // With --quiet git prints nothing for an unknown revision.
    throw new ReviewError(`${expected}; ${error.message || "fetch it, or see: git branch -a"}`);
  }
}

import { execFile, execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ReviewError } from "./review-error";

export interface Revision {
  readonly where: string;
  readonly name: "base" | "head";
  /** A folder of the repository. */
  readonly directory: string;
}

/** Checks a revision out beside the repository for as long as `use` runs; the repository's own files stay as they are. */
export async function inWorktree<T>(revision: Revision, use: (checkout: string) => Promise<T>): Promise<T> {
  const { where, directory } = revision;
  const commit = await commitOf(revision);
  const prefix = await git(directory, "rev-parse", "--show-prefix");
  const temporary = await mkdtemp(join(tmpdir(), "standby-mx-base-"));
  const checkout = join(temporary, "checkout");
  const leave = (signal: NodeJS.Signals) => {
    rmSync(temporary, { recursive: true, force: true });
    execFileSync("git", ["worktree", "prune"], { cwd: directory });
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, leave);
  try {
    // Nothing of the repository is run to check it out: no hook of its owner's.
    await git(directory, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", checkout, commit);
    return await use(join(checkout, prefix));
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    // The folder is gone when somebody reads this.
    throw new ReviewError(error.message.replaceAll(`${checkout}/`, `${where}:`).replaceAll(checkout, where));
  } finally {
    for (const signal of signals) process.off(signal, leave);
    await rm(temporary, { recursive: true, force: true });
    await git(directory, "worktree", "prune");
  }
}

async function commitOf({ where, name, directory }: Revision): Promise<string> {
  const expected = `--${name}: expected a folder or a git revision, found "${where}"`;
  try {
    return await git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", `${where}^{commit}`);
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    // Of a revision that it does not know git says nothing here.
    throw new ReviewError(`${expected}; ${error.message || "fetch it, or see: git branch -a"}`);
  }
}

/** What git prints; fails with what it says. */
async function git(cwd: string, ...args: string[]): Promise<string> {
  // In a hook git hands on its index, which is that of another tree.
  const { GIT_INDEX_FILE: _, ...env } = process.env;
  try {
    return (await promisify(execFile)("git", args, { cwd, env })).stdout.trim();
  } catch (error) {
    const { stderr, message, code } = error as { stderr?: string; message: string; code?: unknown };
    throw new ReviewError(code === "ENOENT" ? `git cannot be run: ${message}` : (stderr ?? "").trim());
  }
}

import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  const commit = commitOf(revision);
  const prefix = git(directory, "rev-parse", "--show-prefix");
  const temporary = await mkdtemp(join(tmpdir(), "standby-mx-base-"));
  const checkout = join(temporary, "checkout");
  const remove = () => {
    rmSync(temporary, { recursive: true, force: true });
    git(directory, "worktree", "prune");
  };
  const leave = (signal: NodeJS.Signals) => {
    remove();
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.once(signal, leave);
  try {
    // Nothing of the repository is run to check it out: no hook of its owner's.
    git(directory, "-c", "core.hooksPath=/dev/null", "worktree", "add", "--quiet", "--detach", checkout, commit);
    return await use(join(checkout, prefix));
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    // The folder is gone when somebody reads this.
    throw new ReviewError(error.message.replaceAll(`${checkout}/`, `${where}:`).replaceAll(checkout, where));
  } finally {
    for (const signal of signals) process.off(signal, leave);
    remove();
  }
}

function commitOf({ where, name, directory }: Revision): string {
  const expected = `--${name}: expected a folder or a git revision, found "${where}"`;
  try {
    return git(directory, "rev-parse", "--verify", "--quiet", "--end-of-options", `${where}^{commit}`);
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    // Of a revision that it does not know git says nothing here.
    throw new ReviewError(`${expected}; ${error.message || "fetch it, or see: git branch -a"}`);
  }
}

/**
 * What git prints; fails with what it says. A signal waits until git is done: a worktree that is being added is locked,
 * and none that is locked would be pruned.
 */
function git(cwd: string, ...args: string[]): string {
  // In a hook git hands on its index, which is that of another tree.
  const { GIT_INDEX_FILE: _, ...env } = process.env;
  try {
    return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: "pipe" }).trim();
  } catch (error) {
    const { stderr, message, code } = error as { stderr?: string; message: string; code?: unknown };
    throw new ReviewError(code === "ENOENT" ? `git cannot be run: ${message}` : (stderr ?? "").trim());
  }
}

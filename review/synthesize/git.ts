import { execFileSync } from "node:child_process";
import { GitError } from "../model/errors";
import { MIB } from "../../lib/bytes";

const MAX_OUTPUT_BYTES = 256 * MIB;

/**
 * Runs git and returns its output. The review uses only commands that read the object database. Such commands read neither index
 * nor work tree, so git runs no hook, no filter and no fsmonitor.
 */
export function git(cwd: string, ...args: string[]): string {
  try {
    return execFileSync("git", args, { cwd, encoding: "utf8", stdio: "pipe", maxBuffer: MAX_OUTPUT_BYTES });
  } catch (error) {
    const { stderr, message, code } = error as { stderr?: string; message: string; code?: unknown };
    throw new GitError(code === "ENOENT" ? `git cannot be run: ${message}` : (stderr ?? "").trim());
  }
}

import { spawn } from "node:child_process";
import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf, hasCode } from "../../lib/errors";
import { explainDiskError } from "./disk-error";
import { shellWord } from "../../lib/shell-word";

const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants;

/** Milliseconds for flock(1), which does not wait for another process. */
const FLOCK_TIMEOUT_MS = 30_000;
/** The number that the descriptor has in flock(1). */
const FLOCK_DESCRIPTOR = 3;

/** Codes of open(2) for something at the path that is not a file that this process can open. All others come from the disk or the kernel. */
const NOT_A_LOCK_FILE = ["ELOOP", "EISDIR", "ENXIO", "EACCES", "EPERM"];

/** The state of the lock is unknown, so nothing may be done that needs the lock. */
export class LockError extends Error {
  override readonly name = "LockError";
}

/** A lock of this process, and of each process that inherits the descriptor; it is free when the last of them has closed it. */
export interface FileLock {
  readonly descriptor: number;
  release(): void;
}

/** Locks an open file; `false`: another process has the lock. */
export type LockDescriptor = (descriptor: number, path: string) => Promise<boolean>;

/**
 * Locks a file, which is made where it is missing; `undefined`: another process has it. Throws `LockError`; `DiskError` or the
 * system's error where the disk fails.
 *
 * The lock is that of flock(2): it belongs to the inode, so it is the same through every path, link, bind mount and namespace, and
 * for every user; and to the open file, so the kernel frees it when the last process that has the file open ends, by SIGKILL too.
 * No stale lock can be left over, and no process id can be mistaken. A user who cannot open the file (mode 0600) cannot lock it.
 * Node has no flock(2), but flock(1) locks a file that it inherits open from this process, which keeps the lock when flock(1) has
 * ended: no process needs to be watched. On NFS the lock counts between machines as far as the server's locks do (nfs(5)).
 */
export async function lockFile(path: string, lock: LockDescriptor = flock): Promise<FileLock | undefined> {
  for (;;) {
    const descriptor = open(path);
    try {
      if (!(await lock(descriptor, path))) {
        closeSync(descriptor);
        return undefined;
      }
      // The file may have been removed or replaced since it was opened.
      if (isAt(path, descriptor)) return { descriptor, release: () => closeSync(descriptor) };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    closeSync(descriptor);
  }
}

function open(path: string): number {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
    const { mode } = fstatSync(descriptor);
    // The mode may be wider after a restore: every user who can open the file could lock it.
    if ((mode & 0o077) !== 0) fchmodSync(descriptor, 0o600);
    return descriptor;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    if (!hasCode(error, ...NOT_A_LOCK_FILE)) throw explainDiskError(error, dirname(path));
    throw new LockError(
      `cannot open the lock ${path}: ${messageOf(error)}; remove it; the next import creates it: rm -r ${shellWord(path)}`,
      {
        cause: error,
      },
    );
  }
}

function isAt(path: string, descriptor: number): boolean {
  try {
    const [entryAtPath, lockedFile] = [lstatSync(path), fstatSync(descriptor)];
    return entryAtPath.ino === lockedFile.ino && entryAtPath.dev === lockedFile.dev;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

function flock(descriptor: number, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn("flock", ["-n", String(FLOCK_DESCRIPTOR)], {
      stdio: ["ignore", "ignore", "pipe", descriptor],
      env: { PATH: process.env.PATH },
    });
    // The option `timeout` of spawn would keep this process alive for that time if flock(1) is missing.
    const timer = setTimeout(() => child.kill("SIGKILL"), FLOCK_TIMEOUT_MS);
    let stderr = "";
    // Without a free descriptor there are no pipes, only the event `error`.
    child.stderr?.on("data", (piece: Buffer) => (stderr += piece.toString()));
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(new LockError(withoutFlock(path, error), { cause: error }));
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(true);
      // flock(1) ends with 1 and prints nothing if another process has the lock.
      else if (code === 1 && stderr === "") resolve(false);
      else
        reject(
          new LockError(`cannot lock ${path}: flock ended with ${signal ?? code}: ${stderr.trim().slice(0, 200)}`),
        );
    });
  });
}

function withoutFlock(path: string, error: Error): string {
  if (!hasCode(error, "ENOENT")) return `cannot lock ${path}: cannot start flock: ${error.message}`;
  return (
    `expected the command flock (package util-linux) in PATH to lock ${path} with, found none; install it. ` +
    "Without the lock a second import could deliver the same mail"
  );
}

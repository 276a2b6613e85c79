import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { afterAbort } from "../../lib/after-abort";
import { type Disk } from "../machine/disk";
import { NoAnswerError } from "../machine/disk";
import { stdioWithoutInherited } from "../machine/inherited-descriptors";
import { type FileLock, lockFile } from "../machine/lock";
import type { Ids } from "../machine/machine";
import { Channel } from "./channel";
import type { WorkerTimeouts } from "./channel";
import { workerDisk } from "./worker-disk";

/** Milliseconds for a worker to end after its last request. */
const WORKER_SHUTDOWN_MS = 10_000;
/**
 * A worker whose importer was killed finishes its operations before it ends and frees its lock. The worker does not
 * hold the importer's lock: the worker's user can keep any file open that the worker has open, and with the importer's
 * lock could stop all mail.
 */
const MAX_LOCK_TRIES = 100;
const LOCK_RETRY_MS = 100;
/** Threads for the operations on files, most of which wait in fsync. */
const WORKER_THREADS = "32";

/** A process with the rights of one user only, for work in that user's directories. */
export interface Worker {
  readonly disk: Disk;
  end(): Promise<void>;
}

/**
 * Starts a worker; throws an `Error` where that fails, or where another worker has the lock of that path and does not end. `signal`
 * asks the import to stop.
 */
export async function startWorker(
  { uid, gid }: Ids,
  lock: string,
  program: string,
  signal?: AbortSignal,
  timeouts?: WorkerTimeouts,
): Promise<Worker> {
  const name = `the worker process of uid ${uid}, gid ${gid}`;
  const fileLock = await lockWhenFree(lock, name);
  // Node drops all supplementary groups with `uid`. /proc/self/exe (proc(5)) starts Node even where the user cannot reach its path.
  const child = spawn("/proc/self/exe", ["-e", program, process.env.UV_THREADPOOL_SIZE ?? WORKER_THREADS], {
    ...{ uid, gid, env: {}, cwd: "/" },
    stdio: stdioWithoutInherited("pipe", "pipe", "ignore", fileLock.descriptor),
  }) as ChildProcessByStdio<Writable, Readable, null>;
  // Only the worker has the lock now: it keeps the lock after the importer was killed, until all begun operations have ended.
  fileLock.release();
  const giveUp = (trouble: string) => {
    // Its operations may take effect all the same: the answers may be on their way, or the worker waits for a disk that hangs.
    channel.fail(new NoAnswerError(`${name} ${trouble}; it was ended`));
    child.kill("SIGKILL");
    // Another process of the worker's user may have the pipes open, too.
    child.stdin.destroy();
    child.stdout.destroy();
  };
  const channel = new Channel(child.stdin, child.stdout, giveUp, timeouts);
  const cancelStop = afterAbort(signal, 0, () => channel.expectStop());
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      channel.fail(new Error(`cannot start ${name}: ${error.message}`));
      resolve();
    });
    child.once("close", (code, signal) => {
      cancelStop();
      channel.fail(new NoAnswerError(`${name} ended in the middle of its work (${signal ?? `exit code ${code}`})`));
      resolve();
    });
  });
  const worker = {
    disk: workerDisk(channel),
    async end() {
      child.stdin.end();
      if (await isWithin(WORKER_SHUTDOWN_MS, ended)) return;
      // On a disk that hangs the worker may not end even now; it then keeps its lock.
      child.kill("SIGKILL");
      child.stdout.destroy();
      child.unref();
    },
  };
  try {
    await channel.ready;
    return worker;
  } catch (error) {
    await worker.end();
    throw error;
  }
}

async function lockWhenFree(path: string, name: string): Promise<FileLock> {
  for (let tries = 1; ; tries++) {
    const fileLock = await lockFile(path);
    if (fileLock) return fileLock;
    if (tries === MAX_LOCK_TRIES) {
      throw new Error(
        `cannot start ${name}: a worker of an earlier run is still running, perhaps because its disk hangs`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
  }
}

async function isWithin(milliseconds: number, event: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  const isInTime = await Promise.race([event.then(() => true), late]);
  clearTimeout(timer);
  return isInTime;
}

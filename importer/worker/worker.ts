import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { afterAbort } from "../../lib/after-abort";
import { messageOf } from "../../lib/errors";
import { type Disk, NoAnswerError } from "../machine/disk";
import { stdioWithoutInherited } from "../machine/inherited-descriptors";
import { type FileLock, lockFile } from "../machine/lock";
import type { Ids } from "../machine/machine";
import { Channel, type WorkerTimeouts } from "./channel";
import { workerDisk } from "./worker-disk";

/** The user whose rights a worker has, and the path of the lock file that the worker holds. */
export interface WorkerOwner extends Ids {
  readonly lock: string;
}

/** Milliseconds for a worker to end after its last request, and again after SIGKILL. */
const WORKER_SHUTDOWN_MS = 1000;
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
  /** Why the worker answers no request any more; `undefined`: it works. */
  readonly failure: Error | undefined;
  /** Sum of the delays that the owner's workers have caused in this run. */
  readonly latenessMs: number;
  end(): Promise<void>;
}

export interface WorkerOptions {
  readonly program: string;
  /** Asks the import to stop. */
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: WorkerTimeouts;
  /** Delays that earlier workers of the owner have caused in this run. */
  readonly latenessMs?: number;
}

/** Throws `NoAnswerError` where a worker cannot be started, or where another worker has the lock and does not end. */
export async function startWorker(owner: WorkerOwner, options: WorkerOptions): Promise<Worker> {
  const name = `the worker process of uid ${owner.uid}, gid ${owner.gid}`;
  let worker: Worker | undefined;
  try {
    const child = await spawnWorker(owner, options.program);
    const channel = channelTo(child, name, options);
    worker = workerOf(child, channel);
    await channel.ready;
    return worker;
  } catch (error) {
    await worker?.end();
    if (error instanceof NoAnswerError) throw error;
    // Without `cause`: a code such as EPERM would be taken for that of an operation in the Maildir.
    throw new NoAnswerError(`cannot start ${name}: ${messageOf(error)}`);
  }
}

type WorkerProcess = ChildProcessByStdio<Writable, Readable, null>;

/** Throws also where this process or the system has too many processes, threads, open files or too little memory. */
async function spawnWorker({ uid, gid, lock }: WorkerOwner, program: string): Promise<WorkerProcess> {
  const fileLock = await lockWhenFree(lock);
  try {
    // Node drops all supplementary groups with `uid`. /proc/self/exe (proc(5)) starts Node even where the user cannot reach its path.
    const child = spawn("/proc/self/exe", ["-e", program, process.env.UV_THREADPOOL_SIZE ?? WORKER_THREADS], {
      ...{ uid, gid, env: {}, cwd: "/" },
      stdio: stdioWithoutInherited("pipe", "pipe", "ignore", fileLock.descriptor),
    });
    await once(child, "spawn"); // rejects at "error"
    return child as WorkerProcess;
  } finally {
    // Only the worker has the lock now: it keeps the lock after the importer was killed, until all begun operations have ended.
    fileLock.release();
  }
}

function channelTo(child: WorkerProcess, name: string, { timeouts, latenessMs, signal }: WorkerOptions): Channel {
  const giveUp = (trouble: string) => {
    // Its operations may take effect all the same: the answers may be on their way, or the worker waits for a disk that hangs.
    channel.fail(new NoAnswerError(`${name} ${trouble}; it was ended`));
    child.kill("SIGKILL");
    // Another process of the worker's user may have the pipes open, too.
    child.stdin.destroy();
    child.stdout.destroy();
  };
  const channel = new Channel(child.stdin, child.stdout, { onTrouble: giveUp, timeouts, latenessMs });
  const cancelStop = afterAbort(signal, 0, () => channel.expectStop());
  child.on("error", (error) => channel.fail(new NoAnswerError(`${name}: ${error.message}`))); // of `kill`
  child.once("close", (code, signal) => {
    cancelStop();
    channel.fail(new NoAnswerError(`${name} ended in the middle of its work (${signal ?? `exit code ${code}`})`));
  });
  return channel;
}

function workerOf(child: WorkerProcess, channel: Channel): Worker {
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    disk: workerDisk(channel),
    get failure() {
      return channel.failure;
    },
    get latenessMs() {
      return channel.latenessMs;
    },
    async end() {
      child.stdin.end();
      if (await isWithin(WORKER_SHUTDOWN_MS, ended)) return;
      child.kill("SIGKILL");
      child.stdout.destroy();
      // On a disk that hangs the worker may not end even now; it then keeps its lock.
      if (!(await isWithin(WORKER_SHUTDOWN_MS, ended))) child.unref();
    },
  };
}

async function lockWhenFree(path: string): Promise<FileLock> {
  for (let tries = 1; ; tries++) {
    const fileLock = await lockFile(path);
    if (fileLock) return fileLock;
    if (tries === MAX_LOCK_TRIES) {
      throw new Error("an earlier worker of this owner is still running, perhaps because its disk hangs");
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

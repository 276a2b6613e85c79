import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { type Disk, NoAnswer } from "../machine/disk";
import { ownStdio } from "../machine/inherited-descriptors";
import { type FileLock, lockFile } from "../machine/lock";
import type { Ids } from "../machine/machine";
import { Channel, type Patience } from "./channel";
import { workerDisk } from "./worker-disk";

/** Milliseconds for a worker that was told that there is nothing more to do. */
const PATIENCE = 10_000;
/**
 * For the lock of a worker whose importer has ended: it ends what it has begun, and then itself. A worker has a lock of its own, because
 * its user can take and keep whatever it has open: with the importer's lock they could stop everybody's mail. The process that
 * takes a lock (flock(1)) costs a fraction of the worker's own start.
 */
const LOCK_TRIES = 100;
const LOCK_RETRY_MS = 100;
/** Threads for the operations on files, most of which wait in fsync. */
const THREADS = "32";

/** A process with the rights of one user and no others, for what has to be done in that user's directories. */
export interface Worker {
  readonly disk: Disk;
  end(): Promise<void>;
}

/** Starts a worker; throws an `Error` where that fails, or where another one has the lock of that path and does not end. */
export async function startWorker(
  { uid, gid }: Ids,
  lock: string,
  program: string,
  patience?: Patience,
): Promise<Worker> {
  const who = `the worker process of uid ${uid}, gid ${gid}`;
  const held = await lockWhenFree(lock, who);
  // Node drops all supplementary groups with `uid`. This program again, even where its user may not go: proc(5), /proc/pid/exe.
  const child = spawn("/proc/self/exe", ["-e", program, process.env.UV_THREADPOOL_SIZE ?? THREADS], {
    ...{ uid, gid, env: {}, cwd: "/" },
    stdio: ownStdio("pipe", "pipe", "ignore", held.descriptor),
  }) as ChildProcessByStdio<Writable, Readable, null>;
  // The worker alone has it now: it outlives the importer that was killed until what that has asked for is done, or is not begun.
  held.release();
  const giveUp = (trouble: string) => {
    // What was asked of it may be done all the same: its answers may be on their way, or it sleeps on a disk that hangs.
    channel.fail(new NoAnswer(`${who} ${trouble}; it was ended`));
    child.kill("SIGKILL");
    // Another process of its user may have these pipes, too, and go on with them.
    child.stdin.destroy();
    child.stdout.destroy();
  };
  const channel = new Channel(child.stdin, child.stdout, giveUp, patience);
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      channel.fail(new Error(`cannot start ${who}: ${error.message}`));
      resolve();
    });
    child.once("close", (code, signal) => {
      channel.fail(new NoAnswer(`${who} ended in the middle of its work (${signal ?? `exit code ${code}`})`));
      resolve();
    });
  });
  const worker = {
    disk: workerDisk(channel),
    async end() {
      child.stdin.end();
      if (await isWithin(PATIENCE, ended)) return;
      // It may not even end now, on a disk that hangs; then it still has its lock.
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

async function lockWhenFree(path: string, who: string): Promise<FileLock> {
  for (let tries = 1; ; tries++) {
    const held = await lockFile(path);
    if (held) return held;
    if (tries === LOCK_TRIES) {
      throw new Error(
        `cannot start ${who}: one of an earlier run is still at work there, perhaps on a disk that hangs`,
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

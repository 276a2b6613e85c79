// The program of a worker: a process with the rights of one user, which does in that user's directories what the importer asks
// for. It gets the name of its lock and has neither an environment nor credentials.
import { takeLock } from "../machine/lock";
import { nodeDisk } from "../machine/node-disk";
import { encodeFrame } from "./frame";
import { serve } from "./serve";

const LOCK_TRIES = 100;
const TRY_EVERY = 100;

async function main(lock: string, threads: string): Promise<void> {
  process.title = "standby-mx worker";
  // Before the first use of the thread pool: many files are synced at a time.
  process.env.UV_THREADPOOL_SIZE = threads;
  // These go to the whole group of processes. The importer ends what it has begun, and with it this one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  const send = (parts: readonly Uint8Array[]) => parts.forEach((part) => process.stdout.write(part));

  for (let tries = 1; !(await takeLock(lock)); tries++) {
    if (tries === LOCK_TRIES) {
      const message = "one of an earlier run is still at work there, perhaps on a disk that hangs";
      return send(encodeFrame([0, false, { message }]));
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY));
  }
  send(encodeFrame([0, true]));
  await serve(process.stdin as AsyncIterable<Buffer>, nodeDisk, send);
}

const [, lock = "", threads = ""] = process.argv;
void main(lock, threads);

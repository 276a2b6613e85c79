// The program of a worker: a process with the rights of one user, which does in that user's directories what the importer asks
// for. It has neither an environment nor credentials, and holds its lock by an inherited descriptor that it never uses.
import { nodeDisk } from "../machine/node-disk";
import { encodeFrame } from "./frame";
import { serve } from "./serve";

async function main(threads: string): Promise<void> {
  process.title = "standby-mx worker";
  // Before the first use of the thread pool: many files are synced at a time.
  process.env.UV_THREADPOOL_SIZE = threads;
  // These go to the whole group of processes. The importer ends what it has begun, and with it this one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  const send = (parts: readonly Uint8Array[]) => parts.forEach((part) => process.stdout.write(part));

  send(encodeFrame([0, true]));
  await serve(process.stdin as AsyncIterable<Buffer>, nodeDisk, send);
}

const [, threads = ""] = process.argv;
void main(threads);

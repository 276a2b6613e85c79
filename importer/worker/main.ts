// The program of a worker: a process with the rights of one user, which carries out the importer's requests in that user's
// directories. The process has neither an environment nor credentials. It holds its lock by an inherited descriptor.
import { nodeDisk } from "../machine/node-disk";
import { encodeFrame } from "./frame";
import { serve } from "./serve";

async function main(threads: string): Promise<void> {
  process.title = "standby-mx worker";
  // Must be set before the first use of the thread pool: many files are synced at a time.
  process.env.UV_THREADPOOL_SIZE = threads;
  // A terminal sends these signals to the whole process group. The importer finishes its work first, and then ends this
  // process.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  const send = (parts: readonly Uint8Array[]) => parts.forEach((part) => process.stdout.write(part));

  send(encodeFrame([0, true]));
  await serve(process.stdin as AsyncIterable<Buffer>, nodeDisk, send);
}

const [, threads = ""] = process.argv;
void main(threads);

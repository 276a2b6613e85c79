import "./thread-pool";
import "./systemd-credentials";
import { isMainThread } from "node:worker_threads";
import { createProgram, neededCommands } from "./program";
import { reportError } from "./report-error";

declare const STANDBY_MX_VERSION: string;

async function main(): Promise<void> {
  const program = await createProgram(STANDBY_MX_VERSION, neededCommands(process.argv.slice(2)));
  await program.parseAsync();
}

// EPIPE: the reader of the output, such as head(1), has ended. The command continues.
for (const output of [process.stdout, process.stderr]) {
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

// The bundle is one file, so the threads of `inbound` run this program, too.
const work = isMainThread ? main() : import("../inbound/examination/thread.js");
work.catch((error: unknown) => {
  process.exitCode = reportError(error);
});

import "./thread-pool";
import { isMainThread } from "node:worker_threads";
import { Command } from "commander";
import { addExamples } from "./examples";
import { registerImport } from "./import";
import { reportError } from "./report-error";

declare const STANDBY_MX_VERSION: string;

async function main(): Promise<void> {
  const program = new Command("standby-mx")
    .description("Amazon SES as a warm-standby MX.")
    .version(STANDBY_MX_VERSION)
    .showHelpAfterError('See "standby-mx <command> --help".')
    .exitOverride();
  if (process.argv[2] === "import") {
    // cron starts the import every five minutes, so it does not load the other commands.
    registerImport(program);
    addExamples(program);
  } else {
    const { registerAll } = await import("./all-commands.js");
    registerAll(program);
  }
  await program.parseAsync();
}

// The reader of the output has gone, as head(1) does after its lines. The command continues.
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

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
    .showHelpAfterError("(standby-mx <command> --help shows what it takes)")
    .exitOverride();
  if (process.argv[2] === "import") {
    // What cron starts every five minutes does not load what only the other commands need.
    registerImport(program);
    addExamples(program);
  } else {
    const { registerAll } = await import("./all-commands.js");
    registerAll(program);
  }
  await program.parseAsync();
}

// Whoever read the output has gone, as head(1) has after its lines. What the command is for goes on.
for (const output of [process.stdout, process.stderr]) {
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

// In one file, this program is also that of the threads of `inbound`.
const work = isMainThread ? main() : import("../inbound/examination/thread.js");
work.catch((error: unknown) => {
  process.exitCode = reportError(error);
});

import type { Command } from "commander";
import { runDrill, type DrillOptions } from "../drill/run-drill";
import { WrongUse } from "../lib/usage-error";
import { ExitCode } from "../lib/exit-codes";

export function registerDrill(program: Command): void {
  program
    .command("drill")
    .description("rehearse an outage on this machine: no AWS, no Docker, nothing of yours is touched")
    .option("--settings <file>", "the settings file (default: standby-mx.yaml, else standby-mx.example.yaml)")
    .option("--mail <dir>", "send the *.eml files and Maildirs below this directory instead of the fixture messages")
    .option("--json", "print the result for programs")
    .option("--keep <dir>", "keep buckets, Maildirs, journal and synthesized output in this new or empty directory")
    .action(async (options: DrillOptions) => {
      try {
        process.exitCode = await runDrill(options);
      } catch (error) {
        if (!(error instanceof WrongUse)) throw error;
        process.stderr.write(`standby-mx drill: ${error.message}\n`);
        process.exitCode = ExitCode.usage;
      }
    });
}

import type { Command } from "commander";
import { runDrill, type DrillOptions } from "../drill/run-drill";
import { outputWidth } from "./output-width";
import { reportError } from "./report-error";

export function registerDrill(program: Command): void {
  program
    .command("drill")
    .description("simulate an outage on this machine, without AWS or Docker")
    .option(
      "--settings <file>",
      "settings file (default: ./standby-mx.yaml, else /etc/standby-mx.yaml, else the example)",
    )
    .option("--mail <dir>", "send the *.eml files and Maildirs below this directory instead of the fixture messages")
    .option("--json", "print the result as one JSON object")
    .option("--keep <dir>", "keep buckets, Maildirs, journal and synthesized output in this new or empty directory")
    .option("--html <file>", "also write the report as a page for a browser")
    .option("--anonymous", "leave addresses and subjects out of the page")
    .action(async (options: DrillOptions) => {
      process.exitCode = await runDrill(options, program.version()!, outputWidth()).catch((error: unknown) =>
        reportError(error, "drill"),
      );
    });
}

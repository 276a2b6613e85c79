import { Command } from "commander";

declare const STANDBY_MX_VERSION: string;

const program = new Command("standby-mx")
  .description("Amazon SES as a warm-standby MX.")
  .version(STANDBY_MX_VERSION)
  .showHelpAfterError("(standby-mx <command> --help shows what it takes)");

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`standby-mx: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 70;
});

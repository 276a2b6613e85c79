import "./thread-pool";
import { Command } from "commander";
import { registerCheck } from "./check";
import { registerDrill } from "./drill";
import { addExamples } from "./examples";
import { registerImport } from "./import";
import { registerInbound } from "./inbound";
import { registerPlanSummary } from "./plan-summary";
import { reportError } from "./report-error";
import { registerReview } from "./review";

declare const STANDBY_MX_VERSION: string;

const program = new Command("standby-mx")
  .description("Amazon SES as a warm-standby MX.")
  .version(STANDBY_MX_VERSION)
  .showHelpAfterError("(standby-mx <command> --help shows what it takes)")
  .exitOverride();

registerCheck(program);
registerDrill(program);
registerImport(program);
registerInbound(program);
registerPlanSummary(program);
registerReview(program);
addExamples(program);

program.parseAsync().catch((error: unknown) => {
  process.exitCode = reportError(error);
});

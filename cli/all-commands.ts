import type { Command } from "commander";
import { registerCheck } from "./check";
import { registerDoctor } from "./doctor";
import { registerDrill } from "./drill";
import { addExamples } from "./examples";
import { registerImport } from "./import";
import { registerInbound } from "./inbound";
import { registerInit } from "./init";
import { registerPlanSummary } from "./plan-summary";
import { registerReview } from "./review";
import { registerUsers } from "./users";

/** Every command, in the order of the help. */
export function registerAll(program: Command): void {
  registerCheck(program);
  registerDoctor(program);
  registerDrill(program);
  registerImport(program);
  registerInbound(program);
  registerInit(program);
  registerPlanSummary(program);
  registerReview(program);
  registerUsers(program);
  addExamples(program);
}

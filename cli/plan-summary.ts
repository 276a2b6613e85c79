import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { Option, type Command } from "commander";
import { formatPlanJson } from "../review/plan-summary/format/json";
import { formatPlanMarkdown } from "../review/plan-summary/format/markdown";
import { formatPlanText } from "../review/plan-summary/format/text";
import { summarizePlans, type PlanSummary } from "../review/plan-summary/plan-summary";
import { ReviewError } from "../review/model/errors";
import { limitOption } from "./limit-option";
import { ReviewExit } from "../lib/exit-codes";
import { reportError } from "./report-error";
import { messageOf } from "../lib/errors";

interface Options {
  readonly format: keyof typeof formats;
  readonly limit: number;
  readonly full?: string;
}

const formats = {
  markdown: formatPlanMarkdown,
  text: formatPlanText,
  json: formatPlanJson,
  fingerprint: ({ fingerprint }: PlanSummary) => `${fingerprint}\n`,
};

export function registerPlanSummary(program: Command): void {
  program
    .command("plan-summary")
    .description("report what a Terraform plan does to mail")
    .argument("<plan.json...>", "output of terraform show -json, one file for each stack")
    .addOption(new Option("--format <format>", "output format").choices(Object.keys(formats)).default("markdown"))
    .addOption(limitOption())
    .option("--full <file>", "also write the full text into this file")
    .action(async (files: string[], { format, limit, full }: Options) => {
      try {
        const summary = await summarizePlans(await Promise.all(files.map(readPlan)));
        if (full !== undefined) await writeFile(full, formatPlanText(summary));
        process.stdout.write(formats[format](summary, limit));
        process.exitCode = summary.dangers.length > 0 ? ReviewExit.dangerous : ReviewExit.harmless;
      } catch (error) {
        process.exitCode = reportError(error, "plan-summary");
      }
    });
}

async function readPlan(file: string): Promise<{ stack: string; json: string }> {
  const name = basename(file, ".json");
  const stack = name === "plan" ? basename(dirname(resolve(file))) : name;
  try {
    return { stack, json: await readFile(file, "utf8") };
  } catch (error) {
    throw new ReviewError(`${file}: expected a plan as JSON; ${messageOf(error)}`);
  }
}

import type { Command } from "commander";
import { loadSettings } from "../settings/load";
import { formatProblem } from "../settings/problem";
import { summarize } from "../settings/summary";
import { settingsOption } from "./settings-option";

export function registerCheck(program: Command): void {
  program
    .command("check")
    .description("validate the settings file and print a summary")
    .addOption(settingsOption())
    .action(async ({ settings: file }: { settings: string }) => {
      const { settings, warnings } = await loadSettings(file);
      for (const warning of warnings) process.stderr.write(`${formatProblem(warning, "warning")}\n`);
      process.stdout.write([`${file}: no errors`, ...summarize(settings)].join("\n  ") + "\n");
    });
}

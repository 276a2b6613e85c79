import type { Command } from "commander";
import { loadSettings } from "../settings/load";
import { formatProblem } from "../settings/problem";
import { settingsOption } from "./settings-option";

export function registerCheck(program: Command): void {
  program
    .command("check")
    .description("check the settings file: print all its errors, or a summary of what it means")
    .addOption(settingsOption())
    .action(async ({ settings: file }: { settings: string }) => {
      const { settings, warnings } = await loadSettings(file);
      for (const warning of warnings) process.stderr.write(`${formatProblem(warning, "warning")}\n`);
      const domains = settings.domains.map(({ name }) => name).join(", ");
      process.stdout.write(`${file}: ${settings.mailboxes.length} mailboxes of ${domains}\n`);
    });
}

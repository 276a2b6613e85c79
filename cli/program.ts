import { Command } from "commander";
import { commands } from "./commands";
import { addExamples } from "./examples";

/** The program with some of its commands, or with all. */
export async function createProgram(version: string, names = Object.keys(commands)): Promise<Command> {
  const program = new Command("standby-mx")
    .description("Amazon SES as a warm-standby MX.")
    .version(version)
    .showHelpAfterError('See "standby-mx <command> --help".')
    .exitOverride();
  for (const name of names) (await commands[name]!())(program);
  addExamples(program);
  return program;
}

/** The commands that these arguments need: cron starts the import every five minutes, so it does not load the others. */
export function neededCommands([first]: readonly string[]): string[] | undefined {
  if (first === "--version" || first === "-V") return [];
  // The manual page and the completions contain all commands.
  if (first === "install") return undefined;
  return first !== undefined && Object.hasOwn(commands, first) ? [first] : undefined;
}

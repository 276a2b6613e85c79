import { Command } from "commander";
import { addHelp } from "./command-help";
import { COMMAND_GROUPS, COMMAND_NAMES } from "./commands";

/** The program with the named commands, by default with all commands. */
export async function createProgram(version: string, names: readonly string[] = COMMAND_NAMES): Promise<Command> {
  const program = new Command("standby-mx")
    .description("Amazon SES as a second MX, for the days when the mail server is down")
    .usage("<command> [options]")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .showHelpAfterError('See "standby-mx --help".')
    .exitOverride();
  for (const [heading, group] of Object.entries(COMMAND_GROUPS)) {
    program.commandsGroup(heading);
    for (const [name, load] of Object.entries(group)) if (names.includes(name)) (await load())(program);
  }
  program.commandsGroup("Help:").helpCommand("help [command]", "print the help of a command");
  addHelp(program);
  return program.addHelpText("after", '\nSee "standby-mx <command> --help" for options, examples and exit codes.');
}

/**
 * The names of the commands that these arguments need; `undefined`: all commands. cron starts the import every five
 * minutes, so the import does not load the other commands.
 */
export function neededCommands([first]: readonly string[]): readonly string[] | undefined {
  if (first === "--version" || first === "-V") return [];
  // The manual page and the completions contain all commands.
  if (first === "install") return undefined;
  return first !== undefined && COMMAND_NAMES.includes(first) ? [first] : undefined;
}

import { CommanderError } from "commander";
import { messageOf } from "../lib/errors";
import { ExitCode, exitCodeOfError } from "../lib/exit-codes";
import { withPriority } from "../lib/journal-priority";
import { printable } from "../lib/text";
import { SettingsError } from "../settings/problem";

/** Prints why a command ended, and returns the exit code. `command` is the subcommand, such as `users diff`. */
export function reportError(error: unknown, command?: string): number {
  // Commander has printed its message already; its exit code 1 would mean "some messages held" here.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  if (error instanceof SettingsError) {
    const { length } = error.problems;
    complain(...error.message.split("\n"), `${length} ${length === 1 ? "error" : "errors"} in the settings`);
  } else {
    complain(`standby-mx${command === undefined ? "" : ` ${command}`}: ${messageOf(error)}`);
  }
  return exitCodeOfError(error);
}

function complain(...lines: readonly string[]): void {
  // A message may quote a text from a server or a sender, which must not control the terminal.
  const printed = lines.flatMap((line) => line.split("\n")).map(printable);
  for (const line of withPriority(printed, "error")) process.stderr.write(`${line}\n`);
}

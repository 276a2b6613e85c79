import { CommanderError } from "commander";
import { SettingsError } from "../settings/problem";
import { ExitCode } from "../lib/exit-codes";
import { messageOf } from "../lib/errors";

/** Tells a person on standard error why a command ended, and returns the exit code that says it to a program. */
export function reportError(error: unknown): number {
  // Commander has said everything by now; its 1 would mean "some messages held" here.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  if (error instanceof SettingsError) {
    const { length } = error.problems;
    process.stderr.write(`${error.message}\n${length} ${length === 1 ? "error" : "errors"} in the settings\n`);
    return ExitCode.wrongSettings;
  }
  process.stderr.write(`standby-mx: ${messageOf(error)}\n`);
  return ExitCode.internal;
}

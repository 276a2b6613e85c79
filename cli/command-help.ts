import type { Command } from "commander";
import {
  AddressCheckExit,
  DoctorExit,
  DrillExit,
  ExitCode,
  InboundExit,
  ReviewExit,
  StatusExit,
  SyncExit,
  WatchExit,
} from "../lib/exit-codes";

/** The text below the options in the help of a command. */
export interface CommandHelp {
  readonly examples: readonly string[];
  /** The meaning of each exit code, without those that all commands have; `undefined`: the command never ends with this code. */
  readonly exitCodes: Readonly<Record<number, string | undefined>>;
}

/** The exit codes of every command that does not give another meaning to the same number. */
export const COMMON_EXIT_CODES: Readonly<Record<number, string>> = {
  [ExitCode.done]: "done",
  [ExitCode.usage]: "usage error",
  [ExitCode.internal]: "internal error of standby-mx",
  [ExitCode.tryLater]: "try later: a server is unreachable, a disk is full, or access is denied",
  [ExitCode.wrongSettings]: "wrong settings",
};

const checkResults = {
  [DoctorExit.good]: "each result is OK or NOTE",
  [DoctorExit.warning]: "WARN: works now, but will fail in some situation",
  [DoctorExit.failure]: "FAIL: mail is refused, lost, or not delivered",
  [DoctorExit.unknown]: "UNKNOWN: a check could not look; no result is WARN or FAIL",
};

const dangers = {
  [ReviewExit.harmless]: "no dangerous change",
  [ReviewExit.error]: "error, such as wrong settings",
  [ReviewExit.dangerous]: "a dangerous change",
  [ExitCode.wrongSettings]: undefined,
};

const editedFiles = { [ExitCode.someHeld]: "done, but edited files were kept" };

/** Keyed by the name of the command; for a subcommand with the name of its parent. */
export const COMMAND_HELP: Readonly<Record<string, CommandHelp>> = {
  canary: { examples: ["standby-mx canary alice@example.org"], exitCodes: checkResults },
  check: { examples: ["standby-mx check", "standby-mx check --settings /etc/standby-mx.yaml"], exitCodes: {} },
  dns: {
    examples: ["standby-mx dns", "standby-mx dns --form example.org", "standby-mx dns --watch"],
    exitCodes: { [WatchExit.notSeen]: "try later; with --watch: records are missing at the time limit" },
  },
  doctor: {
    examples: ["standby-mx doctor", "standby-mx doctor --only home --changes", "standby-mx doctor mx-order"],
    exitCodes: checkResults,
  },
  drill: {
    examples: ["standby-mx drill", "standby-mx drill --html drill.html"],
    exitCodes: {
      [DrillExit.passed]: "every message is in its mailbox exactly once",
      [DrillExit.failed]: "mail is lost, duplicated or changed, or a host accepts wrong recipients",
      [DrillExit.interrupted]: "interrupted by Ctrl-C",
    },
  },
  held: { examples: ["standby-mx held list"], exitCodes: {} },
  "held list": { examples: ["standby-mx held list --settings /etc/standby-mx.yaml"], exitCodes: {} },
  "held show": { examples: ["standby-mx held show example.org-mail-stocker/bob/795hue2ttd6i"], exitCodes: {} },
  "held release": {
    examples: ["standby-mx held release example.org-mail-stocker/bob/795hue2ttd6i"],
    exitCodes: { [ExitCode.someHeld]: "each import tries one of the messages anyway; the output names it" },
  },
  "held discard": {
    examples: ["standby-mx held discard example.org-mail-stocker/bob/795hue2ttd6i"],
    exitCodes: { [ExitCode.someHeld]: "a message was not deleted; the output names it" },
  },
  import: {
    examples: ["standby-mx import --dry-run", "standby-mx import --settings /etc/standby-mx.yaml --quiet"],
    exitCodes: {
      [ExitCode.someHeld]: "done, but some messages are held in S3; the output names them",
      [ExitCode.tryLater]: "try later: mailbox suspended, S3 unreachable, or another import running",
      [ExitCode.wrongSettings]: "wrong settings, or the bucket does not exist",
    },
  },
  inbound: {
    examples: ["standby-mx inbound --rules cdk.tf.json --store dir:/tmp/mail"],
    exitCodes: {
      [InboundExit.done]: "stopped by a signal, and all accepted messages are stored",
      [InboundExit.messagesLost]: "stopped by a signal, and accepted messages are lost",
      [ExitCode.wrongSettings]: "the rules cannot be read, or have a part that is not supported",
    },
  },
  init: {
    examples: ["standby-mx init", "standby-mx init --yes --region eu-west-1 --settings /etc/standby-mx.yaml"],
    exitCodes: {
      [ExitCode.someHeld]: "the file is written, and check finds errors in it",
      [ExitCode.wrongSettings]: "the file exists already",
    },
  },
  install: { examples: ["standby-mx install --print", "standby-mx install"], exitCodes: editedFiles },
  "plan-summary": {
    examples: ["terraform show -json plan >plan.json && standby-mx plan-summary plan.json"],
    exitCodes: dangers,
  },
  review: { examples: ["standby-mx review --base main"], exitCodes: dangers },
  status: {
    examples: ["standby-mx status --live", "standby-mx status --check --max-age 6h"],
    exitCodes: {
      [StatusExit.OK]: "done; with --check: OK",
      [StatusExit.WARNING]: "with --check: WARNING",
      [StatusExit.CRITICAL]: "with --check: CRITICAL",
      [StatusExit.UNKNOWN]: "no record of an import, or no access; with --check: UNKNOWN",
    },
  },
  uninstall: { examples: ["standby-mx uninstall"], exitCodes: editedFiles },
  users: { examples: ["standby-mx users diff"], exitCodes: {} },
  "users diff": {
    examples: ["standby-mx users diff", "standby-mx users diff --from dovecot --check"],
    exitCodes: {
      [AddressCheckExit.different]: "with --check: an address differs",
      [AddressCheckExit.gap]: "with --check: a gap that the settings do not acknowledge",
    },
  },
  "users sync": {
    examples: ["standby-mx users sync", "standby-mx users sync --prune"],
    exitCodes: { [SyncExit.refused]: "the change is refused, or cannot be made; the file stays as it is" },
  },
  "users verify": {
    examples: ["standby-mx users verify", "standby-mx users verify --smtp mail.example.org:25"],
    exitCodes: { [AddressCheckExit.different]: "with --check: an address differs" },
  },
};

/** Completes the help of each command and of its subcommands. Call it after these are registered. */
export function addHelp(program: Command, path: readonly string[] = []): void {
  for (const command of program.commands) {
    const names = [...path, command.name()];
    const help = COMMAND_HELP[names.join(" ")];
    if (help === undefined) throw new Error(`cli/command-help.ts has no help of the command ${names.join(" ")}`);
    command.addHelpText("after", () => helpText(help, command.commands.length > 0));
    command.showHelpAfterError(`See "standby-mx ${names.join(" ")} --help".`);
    if (command.commands.length > 0) command.helpCommand("help [command]", "print the help of a command");
    addHelp(command, names);
  }
}

function helpText({ examples, exitCodes }: CommandHelp, hasSubcommands: boolean): string {
  const heading = examples.length > 1 ? "Examples:" : "Example:";
  const shown = ["", heading, ...examples.map((example) => `  ${example}`)];
  if (hasSubcommands) return shown.join("\n");
  const meanings = Object.entries({ ...COMMON_EXIT_CODES, ...exitCodes }).filter(
    ([, meaning]) => meaning !== undefined,
  );
  return [...shown, "", "Exit codes:", ...meanings.map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`)].join(
    "\n",
  );
}

import { InvalidArgumentError, Option, type Command } from "commander";
import { compareWithPrimary, differs, type Difference } from "../operator/users/compare";
import type { SmtpServer } from "../operator/users/rcpt-probe";
import { recordSync } from "../operator/users/last-sync";
import { readSources, SOURCE_NAMES, type SourceName, type SourceOptions } from "../operator/users/read-sources";
import { formatDifference, formatSync, formatVerification } from "../operator/users/report";
import { StandbyRecipients } from "../operator/users/standby";
import { syncSettings } from "../operator/users/sync";
import { disagreeing, unanswered, verify } from "../operator/users/verify";
import { loadSettings } from "../settings/load";
import type { Settings } from "../settings/model";
import { messageOf } from "../lib/errors";
import { AddressCheckExit } from "../lib/exit-codes";
import { hostOption, settingsHere } from "./host-option";
import { reportError } from "./report-error";
import { reviewOwnChange } from "../review/review-own-change";
import { settingsOption } from "./settings-option";

export interface SourceFlags {
  readonly from: readonly SourceName[];
  readonly postfixConfig?: string;
  readonly dovecotConfig?: string;
  readonly file?: readonly string[];
  readonly command?: readonly string[];
  readonly mapProgram?: ReadonlyMap<string, string>;
}

interface Flags extends SourceFlags {
  readonly settings: string;
  readonly host?: string;
  readonly json?: boolean;
  readonly check?: boolean;
}

export function registerUsers(program: Command): void {
  const users = program.command("users").description("compare the addresses of the mail server with the settings");
  withSources(users.command("diff").description("show which addresses differ, and what cannot be compared"))
    .option("--check", "end with exit code 1 on a difference, 2 on a gap")
    .action((flags: Flags) => reportingErrors("users diff", () => diff(flags)));
  withSources(users.command("sync").description("write the primary's addresses into the settings"))
    .option("--prune", "also remove addresses that the primary refuses")
    .action((flags: Flags & { readonly prune?: boolean }) => reportingErrors("users sync", () => sync(flags)));
  withSources(users.command("verify").description("ask the primary for every address, without sending mail"))
    .addOption(
      new Option("--smtp <host:port>", "SMTP server of the primary").default("127.0.0.1:25").argParser(parseSmtp),
    )
    .option("--no-smtp", "ask only the tables of Postfix")
    .option("--check", "end with exit code 1 on a difference, 75 if an answer is missing")
    .action((flags: Flags & { readonly smtp: SmtpServer | string | false }) =>
      reportingErrors("users verify", () => verifyAddresses(flags, toSmtp(flags.smtp))),
    );
}

function withSources(command: Command): Command {
  command.addOption(settingsOption()).addOption(hostOption()).option("--json", "print the result as one JSON object");
  return sourceOptions(command);
}

/** Adds the options for the source of the primary's addresses. */
export function sourceOptions(command: Command): Command {
  return command
    .optionsGroup("Source of the addresses:")
    .addOption(new Option("--from <source...>", "what to read").choices(SOURCE_NAMES).default(["postfix"], "postfix"))
    .option("--postfix-config <directory>", "configuration directory of Postfix")
    .option("--dovecot-config <file>", "configuration file of Dovecot")
    .option("--file <path...>", "list of addresses (--from file), or passwd-file (--from dovecot)")
    .option("--command <program...>", "program that prints a list of addresses (--from command)")
    .addOption(
      new Option(
        "--map-program <map=program>",
        "program that prints the content of a table that Postfix cannot list (can be repeated)",
      ).argParser(addMapProgram),
    )
    .optionsGroup("Options:");
}

export function toSourceOptions(flags: SourceFlags): SourceOptions {
  return {
    from: flags.from,
    postfixConfig: flags.postfixConfig,
    dovecotConfig: flags.dovecotConfig,
    files: flags.file ?? [],
    command: flags.command ?? [],
    mapPrograms: flags.mapProgram ?? new Map(),
  };
}

async function settingsOf({ settings, host }: Flags): Promise<Settings> {
  return settingsHere((await loadSettings(settings)).settings, host);
}

async function differenceOf(flags: Flags, settings: Settings): Promise<Difference> {
  const standby = new StandbyRecipients(settings);
  return compareWithPrimary(
    await readSources(toSourceOptions(flags), standby.domains),
    standby,
    settings.acknowledgedGaps,
  );
}

async function sync(flags: Flags & { readonly prune?: boolean }): Promise<void> {
  const settings = await settingsOf(flags);
  const difference = await differenceOf(flags, settings);
  const { prune = false } = flags;
  const { plan, before, after } = await syncSettings(flags.settings, difference, { prune, host: settings.host });
  const lastSync = { at: new Date().toISOString(), from: flags.from };
  await recordSync(settings.importer.stateDirectory, lastSync).catch((error: unknown) => {
    process.stderr.write(`standby-mx users sync: cannot record the time of this sync: ${messageOf(error)}\n`);
  });
  const review = after === before ? "" : await reviewOwnChange(before, after);
  print(flags, { ...plan, change: undefined, gaps: difference.gaps, review }, formatSync(plan, difference) + review);
}

async function diff(flags: Flags): Promise<void> {
  const difference = await differenceOf(flags, await settingsOf(flags));
  print(flags, difference, formatDifference(difference));
  if (!flags.check) return;
  if (differs(difference)) process.exitCode = AddressCheckExit.different;
  else if (difference.gaps.length > 0) process.exitCode = AddressCheckExit.gap;
}

async function verifyAddresses(flags: Flags, smtp: SmtpServer | undefined): Promise<void> {
  const standby = new StandbyRecipients(await settingsOf(flags));
  const source = await readSources(toSourceOptions(flags), standby.domains);
  const verification = await verify(source, standby, { smtp });
  print(flags, verification, formatVerification(verification));
  if (!flags.check) return;
  if (disagreeing(verification).length > 0) process.exitCode = AddressCheckExit.different;
  else if (unanswered(verification).length > 0) process.exitCode = AddressCheckExit.unanswered;
}

function print(flags: Flags, result: unknown, text: string): void {
  process.stdout.write(`${flags.json ? JSON.stringify(result, null, 2) : text}\n`);
}

export async function reportingErrors(name: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    process.exitCode = reportError(error, name);
  }
}

function addMapProgram(value: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const equals = value.lastIndexOf("=");
  if (equals < 1 || equals === value.length - 1) {
    throw new InvalidArgumentError("Expected MAP=PROGRAM, such as mysql:/etc/postfix/virtual.cf=/usr/local/bin/list.");
  }
  return new Map([...before, [value.slice(0, equals), value.slice(equals + 1)]]);
}

const toSmtp = (smtp: SmtpServer | string | false): SmtpServer | undefined =>
  typeof smtp === "string" ? parseSmtp(smtp) : smtp || undefined;

function parseSmtp(value: string): SmtpServer {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(value) ?? [];
  if (host === undefined) throw new InvalidArgumentError("Expected HOST:PORT, such as 127.0.0.1:25.");
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

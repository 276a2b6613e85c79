import { access, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { InvalidArgumentError, Option, type Command } from "commander";
import { formatSettings } from "../operator/init/format-settings";
import { readServer, type InitOptions } from "../operator/init/init";
import type { Proposal } from "../operator/init/proposal";
import { hasCode } from "../lib/errors";
import { ExitCode } from "../lib/exit-codes";
import { parseSettings } from "../settings/load";
import { regionRule } from "../settings/names/regions";
import { SETTINGS_FILE } from "../settings/settings-file";
import { SettingsError } from "../settings/problem";
import { reportingErrors, sourceOptions, toSourceOptions, type SourceFlags } from "./users";

interface Flags extends SourceFlags {
  readonly settings: string;
  readonly domain?: readonly string[];
  readonly mx?: readonly string[];
  readonly region?: string;
  readonly dns?: "route53" | "elsewhere";
  readonly resolver?: string;
  readonly yes?: boolean;
}

export function registerInit(program: Command): void {
  const command = program
    .command("init")
    .description("write settings for this mail server into a new file")
    .option("--settings <file>", "settings file to write", SETTINGS_FILE);
  sourceOptions(command)
    .option("--domain <name...>", "domains to receive mail for (default: those of Postfix that have MX records)")
    .option("--mx <host...>", "MX hosts of the primary, most preferred first (default: those in DNS)")
    .addOption(new Option("--region <region>", "AWS region in which SES receives mail").argParser(parseRegion))
    .addOption(new Option("--dns <place>", "who serves the DNS zone").choices(["route53", "elsewhere"]))
    .option("--resolver <address>", "DNS resolver (default: this machine's)")
    .option("--yes", "ask no questions")
    .action((flags: Flags) => reportingErrors("init", () => init(flags)));
}

async function init(flags: Flags): Promise<void> {
  if (await exists(flags.settings)) return refuse(flags.settings);
  const options: InitOptions = {
    sources: toSourceOptions(flags),
    domains: flags.domain ?? [],
    mx: flags.mx ?? [],
    region: flags.region,
    dns: flags.dns,
    resolver: flags.resolver,
  };
  if (!flags.yes && !process.stdin.isTTY) {
    process.stderr.write("standby-mx init: expected a terminal to ask questions on, found none; use --yes\n");
    process.exitCode = ExitCode.usage;
    return;
  }
  const read = await readServer(options);
  const proposal = flags.yes ? read : await ask(read, flags);
  if (proposal === undefined) {
    process.stdout.write("Nothing written.\n");
    return;
  }
  const text = formatSettings(proposal);
  try {
    await writeFile(flags.settings, text, { flag: "wx" });
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    return refuse(flags.settings);
  }
  process.stdout.write(`${summary(flags.settings, proposal)}\n`);
  try {
    parseSettings(text, flags.settings);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\nCorrect these lines until standby-mx check prints no errors\n`);
    process.exitCode = ExitCode.someHeld;
  }
}

/** Asks the operator the questions that init cannot answer; `undefined`: the operator does not accept the settings. */
async function ask(proposal: Proposal, flags: Flags): Promise<Proposal | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const names = proposal.domains.map(({ name }) => name).join(", ");
    process.stdout.write(`Found ${names}: ${proposal.mailboxes.length} mailboxes.\n`);
    let region = proposal.region;
    while (flags.region === undefined) {
      const answer = (await terminal.question(`Region in which SES receives [${region}]: `)).trim() || region;
      const fault = regionRule(answer);
      if (fault === undefined) {
        region = answer;
        break;
      }
      process.stdout.write(`Expected ${fault.expected}${fault.advice === undefined ? "" : `; ${fault.advice}`}\n`);
    }
    const answer = (await terminal.question(`Write ${flags.settings}? [Y/n]: `)).trim();
    if (!/^(y|yes|)$/i.test(answer)) return undefined;
    return region === proposal.region ? proposal : { ...proposal, region, regionReason: "as you chose" };
  } finally {
    terminal.close();
  }
}

/** The file has all questions. */
const MAX_QUESTIONS_SHOWN = 100;

function summary(file: string, { domains, mailboxes, aliases, open }: Proposal): string {
  const count = mailboxes.reduce((sum, { addresses }) => sum + addresses.length, aliases.size);
  return [
    `Wrote ${file}: ${domains.length} domains, ${mailboxes.length} mailboxes, ${count} addresses`,
    ...(open.length === 0 ? [] : [`Open questions (also at the end of the file):`]),
    ...open
      .slice(0, MAX_QUESTIONS_SHOWN)
      .flatMap(({ subject, why, advice }) => [`  ${subject}`, `    ${why}: ${advice}`]),
    ...(open.length > MAX_QUESTIONS_SHOWN ? [`  and ${open.length - MAX_QUESTIONS_SHOWN} more in ${file}`] : []),
    `Next: standby-mx check --settings ${file}, then standby-mx drill --settings ${file}`,
  ].join("\n");
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function refuse(file: string): void {
  process.stderr.write(
    `standby-mx init: expected no file ${file}, found one, which stays as it is; name another with --settings, ` +
      "or compare it with the server: standby-mx users diff\n",
  );
  process.exitCode = ExitCode.wrongSettings;
}

function parseRegion(value: string): string {
  const fault = regionRule(value);
  if (fault === undefined) return value;
  throw new InvalidArgumentError(`Expected ${fault.expected}${fault.advice === undefined ? "" : `; ${fault.advice}`}.`);
}

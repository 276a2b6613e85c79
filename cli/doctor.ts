import { Option, type Command } from "commander";
import { findChanges } from "../operator/doctor/changes";
import { readFindings, writeFindings } from "../operator/doctor/changes-file";
import { allChecks } from "../operator/doctor/checks";
import { type Diagnosis, diagnose } from "../operator/doctor/doctor";
import { formatList } from "../operator/doctor/format/list";
import { WaitingLine } from "../operator/doctor/format/progress";
import { formatChanges, formatResults } from "../operator/doctor/format/text";
import { type Place, PLACES } from "../operator/doctor/model";
import { countResults, overallStatus } from "../operator/doctor/overall-status";
import { loadSettings } from "../settings/load";
import type { Settings } from "../settings/model";
import type { Resolver } from "../settings/names/resolvers";
import { DoctorExit } from "../lib/exit-codes";
import { rootOption } from "./root-option";
import { hostOption, settingsAnywhere } from "./host-option";
import { reportError } from "./report-error";
import { outputWidth } from "./output-width";
import { collectResolvers } from "./resolver-option";
import { settingsOption } from "./settings-option";

interface DoctorFlags {
  readonly settings: string;
  readonly host?: string;
  readonly only?: Place;
  readonly probe?: boolean;
  readonly canary?: string;
  readonly resolver?: readonly Resolver[];
  readonly changes?: string | true;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly endpointUrl?: string;
  readonly root?: string;
  readonly postfix?: string;
}

export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description("check DNS, AWS and this machine: does the standby work?")
    .argument("[id...]", "ids of the checks to run (default: all; see --list)")
    .addOption(settingsOption())
    .addOption(hostOption())
    .addOption(new Option("--only <place>", "run the checks of one place only").choices(PLACES))
    .option("--probe", "also connect to the standby as a sender does, up to RCPT TO (needs outbound port 25)")
    .option(
      "--canary <address>",
      "also send one message to the standby and wait until it is in its mailbox (up to 10 minutes)",
    )
    .option(
      "--resolver <address>",
      "DNS resolver, instead of those of the settings (can be repeated)",
      collectResolvers,
    )
    .option("--changes [file]", "print only what changed since the last run with --changes, for cron")
    .option("--list", "list all checks")
    .option("--json", "print the results as one JSON object")
    .option("--endpoint-url <url>", "custom AWS endpoint (or AWS_ENDPOINT_URL)")
    .addOption(rootOption("directory above the Maildirs and the state directory"))
    .option("--postfix <directory>", "configuration directory of Postfix")
    .action(async (ids: string[], flags: DoctorFlags) => {
      if (flags.list) return void process.stdout.write(formatList(allChecks, outputWidth()));
      const settings = settingsAnywhere((await loadSettings(flags.settings)).settings, flags.host);
      await end(await run(ids, flags, settings));
    });
}

async function run(ids: readonly string[], flags: DoctorFlags, settings: Settings): Promise<number> {
  const waiting = process.stderr.isTTY ? new WaitingLine(process.stderr) : undefined;
  try {
    const diagnosis = await diagnose({
      settings,
      ids,
      only: flags.only,
      optIn: [...(flags.probe ? ["standby-probe"] : []), ...(flags.canary === undefined ? [] : ["canary"])],
      canaryAddress: flags.canary,
      resolvers: flags.resolver,
      endpoint: flags.endpointUrl,
      root: flags.root,
      postfixDirectory: flags.postfix,
      observe: waiting?.observe,
    }).finally(() => waiting?.end());
    return flags.changes === undefined
      ? printResults(diagnosis, flags)
      : await printChanges(diagnosis, flags, settings);
  } catch (error) {
    return reportError(error, "doctor");
  }
}

function printResults({ results, elapsedMs }: Diagnosis, { json }: DoctorFlags): number {
  const counts = countResults(results);
  const exitCode = DoctorExit[overallStatus(counts)];
  if (json) process.stdout.write(`${JSON.stringify({ results, counts, elapsedMs, exitCode })}\n`);
  else process.stdout.write(formatResults(results, elapsedMs, textOptions()));
  return exitCode;
}

async function printChanges({ results }: Diagnosis, flags: DoctorFlags, settings: Settings): Promise<number> {
  const { changes, root = "", json } = flags;
  const file = typeof changes === "string" ? changes : `${root}${settings.importer.stateDirectory}/doctor.json`;
  const { news, gone, remembered } = findChanges(results, await readFindings(file));
  const exitCode = DoctorExit[overallStatus(countResults(news))];
  if (json) process.stdout.write(`${JSON.stringify({ news, gone, counts: countResults(results), exitCode })}\n`);
  else process.stdout.write(formatChanges(news, gone, textOptions()));
  // The findings are written after the output, so that findings that were not printed still count as new at the next
  // run.
  await writeFindings(file, remembered);
  return exitCode;
}

/** Ends the process even if a check still hangs after its deadline, for example on a dead NFS mount. */
async function end(exitCode: number): Promise<void> {
  for (const output of [process.stdout, process.stderr]) await new Promise((done) => output.write("", done));
  process.exit(exitCode);
}

/** Characters of a line in a mail from cron. */
const CRON_MAIL_WIDTH_CHARACTERS = 100;

function textOptions() {
  const { isTTY } = process.stdout;
  const colour = isTTY === true && process.env.NO_COLOR === undefined;
  return { colour, width: Math.min(outputWidth(), isTTY ? Infinity : CRON_MAIL_WIDTH_CHARACTERS) };
}

import { CommanderError, InvalidArgumentError, Option, type Command } from "commander";
import { StatusExit } from "../lib/exit-codes";
import { messageOf } from "../lib/errors";
import { singleLine } from "../lib/text";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../lib/time";
import { checkStatus } from "../operator/status/check";
import { formatStatus } from "../operator/status/format-text";
import { formatMetrics } from "../operator/status/metrics";
import { writeMetrics } from "../operator/status/metrics-file";
import { lookAtStatus } from "../operator/status/status";
import { loadSettings } from "../settings/load";
import { openStore } from "../store/open-store";
import { rootOption } from "./root-option";
import { hostOption, settingsHere } from "./host-option";
import { outputWidth } from "./output-width";
import { metricsOption, perMailboxOption } from "./metrics-option";
import { reportError } from "./report-error";
import { settingsOption } from "./settings-option";
import { endpointOption, storeLocation, storeOption, type StoreFlags } from "./store-option";

interface StatusFlags extends StoreFlags {
  readonly settings: string;
  readonly host?: string;
  readonly root?: string;
  readonly live?: boolean;
  readonly check?: boolean;
  readonly maxAge: number;
  readonly json?: boolean;
  readonly metrics?: string;
  readonly perMailbox?: boolean;
}

export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("print what waits, what is held, how the last import ended")
    .addOption(settingsOption())
    .addOption(storeOption())
    .addOption(endpointOption())
    .addOption(rootOption("directory above the state directory, as for import"))
    .addOption(hostOption())
    .option("--live", "count the mail in the store now, instead of at the last import")
    .addOption(new Option("--check", "print one line and the exit code of a Nagios plugin").conflicts("json"))
    .addOption(
      new Option("--max-age <time>", "with --check: CRITICAL if the last success or a waiting message is older")
        .default(DAY_MS, "24h")
        .argParser(parseDuration),
    )
    .addOption(metricsOption())
    .addOption(perMailboxOption())
    .option("--json", "print the status as one JSON object")
    .action(async (flags: StatusFlags, command: Command) => {
      process.exitCode = await run(flags, command).catch((error: unknown) => {
        if (!flags.check || error instanceof CommanderError) return reportError(error, "status");
        process.stdout.write(`STANDBY-MX UNKNOWN - ${singleLine(messageOf(error))}\n`);
        return StatusExit.UNKNOWN;
      });
    });
}

async function run(flags: StatusFlags, command: Command): Promise<number> {
  const { root, live, check, maxAge, json } = flags;
  const location = storeLocation(flags, command);
  const settings = settingsHere((await loadSettings(flags.settings)).settings, flags.host);
  const { bucketOwner } = settings.importer;
  const open = live
    ? (region: Parameters<typeof openStore>[1]) => openStore(location, region, { bucketOwner })
    : undefined;
  const status = await lookAtStatus({ settings, root, live: open });
  const answer = checkStatus(status, maxAge);
  const { state, store, file, isLive, uncounted, lastSync, unknown } = status;
  if (flags.metrics !== undefined && state)
    await writeMetrics(
      flags.metrics,
      formatMetrics({ ...state, store: uncounted.length === 0 ? store : state.store }, flags),
    );
  if (check) process.stdout.write(`${singleLine(answer.line)}\n`);
  else if (json)
    process.stdout.write(
      `${JSON.stringify({ file, live: isLive, state, store, uncounted, lastSync, unknown, check: answer.state })}\n`,
    );
  else process.stdout.write(formatStatus(status, outputWidth()));
  if (check) return StatusExit[answer.state];
  return unknown.length > 0 ? StatusExit.UNKNOWN : StatusExit.OK;
}

const UNITS_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

function parseDuration(text: string): number {
  const [, number, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (number === undefined || unitMs === undefined || Number(number) === 0)
    throw new InvalidArgumentError(`expected a time such as 90m, 24h or 7d, found ${text}`);
  return Number(number) * unitMs;
}

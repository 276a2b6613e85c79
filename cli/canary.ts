import { createInterface } from "node:readline/promises";
import { InvalidArgumentError, type Command } from "commander";
import { DoctorExit } from "../lib/exit-codes";
import { MINUTE_MS } from "../lib/time";
import { UsageError } from "../lib/usage-error";
import type { CanaryLimits, Hop } from "../operator/canary/model";
import { loadSettings } from "../settings/load";
import type { Settings } from "../settings/model";
import type { Resolver } from "../settings/names/resolvers";
import { standbyHost } from "../settings/names/standby-hosts";
import type { StoreLocation } from "../store/open-store";
import { hostOption, settingsAnywhere } from "./host-option";
import { outputWidth } from "./output-width";
import { rootOption } from "./root-option";
import { reportError } from "./report-error";
import { collectResolvers } from "./resolver-option";
import { settingsOption } from "./settings-option";
import { endpointOption, storeLocation, storeOption, type StoreFlags } from "./store-option";

interface CanaryFlags extends StoreFlags {
  readonly settings: string;
  readonly yes?: boolean;
  readonly wait: number;
  readonly json?: boolean;
  readonly resolver?: readonly Resolver[];
  readonly host?: string;
  readonly root?: string;
}

export function registerCanary(program: Command): void {
  program
    .command("canary")
    .description("send one message to the standby and follow it into the mailbox")
    .argument("<address>", "address of the settings")
    .addOption(settingsOption())
    .option("--yes", "do not ask before sending (required without a terminal)")
    .option("--wait <minutes>", "time to wait for the importer", minutes, 10)
    .option(
      "--resolver <address>",
      "DNS resolver, instead of those of the settings (can be repeated)",
      collectResolvers,
    )
    .option("--json", "print the result as one JSON object")
    .addOption(storeOption())
    .addOption(endpointOption())
    .addOption(hostOption())
    .addOption(rootOption("root directory of the Maildirs"))
    .action(async (address: string, flags: CanaryFlags, command: Command) => {
      const location = storeLocation(flags, command);
      process.exitCode = await run(address, flags, location).catch((error: unknown) => reportError(error, "canary"));
    });
}

async function run(address: string, flags: CanaryFlags, location: StoreLocation): Promise<number> {
  const settings = settingsAnywhere((await loadSettings(flags.settings)).settings, flags.host);
  const { receiversOf, runCanary } = await import("../operator/canary/canary.js");
  const { DEFAULT_LIMITS } = await import("../operator/canary/model.js");
  const { DnsLookups } = await import("../operator/doctor/dns/dns-lookups.js");
  receiversOf(address, settings);
  if (!flags.yes) await confirm(address, settings);
  const { resolver } = flags;
  const hops = await runCanary({
    settings,
    address,
    dns: resolver ? new DnsLookups(resolver, () => []) : new DnsLookups(settings.doctor.resolvers),
    limits: limitsFor(flags.wait * MINUTE_MS, DEFAULT_LIMITS),
    location,
    root: flags.root,
    signal: new AbortController().signal,
    onHop: flags.json ? undefined : await printer(settings.regions.length > 1),
  });
  const { countResults, overallStatus } = await import("../operator/doctor/overall-status.js");
  const exitCode = DoctorExit[overallStatus(countResults(hops))];
  if (flags.json) process.stdout.write(`${JSON.stringify({ address, hops, exitCode })}\n`);
  return exitCode;
}

/** Sets the limit of the whole canary; the limit of a part cannot be longer. */
const limitsFor = (importedMs: number, limits: CanaryLimits): CanaryLimits => ({
  ...limits,
  importedMs,
  storedMs: Math.min(limits.storedMs, importedMs),
});

/** Prints each hop as soon as it has ended, with its host if there are several hosts. */
async function printer(withHost: boolean): Promise<(hop: Hop) => void> {
  const { formatHop } = await import("../operator/canary/format-hop.js");
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  return (hop) => {
    const text = formatHop(withHost ? { ...hop, found: `${hop.host}: ${hop.found}` } : hop, {
      colour,
      width: outputWidth(),
    });
    process.stdout.write(text);
  };
}

async function confirm(address: string, { regions }: Settings): Promise<void> {
  const hosts = regions.map(({ name }) => standbyHost(name)).join(" and to ");
  const question = `Send one message for ${address} to ${hosts}?`;
  if (!process.stdin.isTTY) throw new UsageError(`expected a terminal to ask "${question}" on, found none; add --yes`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `).finally(() => terminal.close());
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError("nothing was sent");
}

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("Expected a number of minutes above 0.");
  return value;
}

import { InvalidArgumentError, type Command } from "commander";
import type { DnsOptions } from "../operator/dns/read-records";
import { WatchExit } from "../lib/exit-codes";
import { pause } from "../lib/pause";
import { MINUTE_MS, SECOND_MS } from "../lib/time";
import { UsageError } from "../lib/usage-error";
import { loadSettings } from "../settings/load";
import type { Domain, Settings } from "../settings/model";
import type { Resolver } from "../settings/names/resolvers";
import { mxNameOf } from "../settings/names/subdomains";
import { reportError } from "./report-error";
import { collectResolvers } from "./resolver-option";
import { settingsOption } from "./settings-option";

interface DnsFlags {
  readonly settings: string;
  readonly form?: boolean;
  readonly json?: boolean;
  readonly outputs?: readonly string[];
  readonly resolver?: readonly Resolver[];
  readonly endpointUrl?: string;
  readonly watch?: boolean;
  readonly interval: number;
  readonly limit: number;
  readonly optional?: boolean;
}

export function registerDns(program: Command): void {
  program
    .command("dns")
    .description("print the DNS records to publish, and which are missing now")
    .argument("[domain...]", "domains of the settings (default: all)")
    .addOption(settingsOption())
    .option("--form", "print name, type, priority and value in columns, for the form of a DNS provider")
    .option("--outputs <file...>", "read the DKIM records from the outputs of the stacks (default: ask SES)")
    .option(
      "--resolver <address>",
      "DNS resolver, instead of those of the settings (can be repeated)",
      collectResolvers,
    )
    .option("--watch", "keep running: print changes until all records are seen")
    .option("--interval <seconds>", "with --watch: time between two rounds", positive, 30)
    .option("--limit <minutes>", "with --watch: end with exit code 75 after this time", positive, 60)
    .option("--optional", "with --watch: wait for the optional records, too")
    .option("--json", "print one JSON object, with --watch one for each round with changes")
    .option("--endpoint-url <url>", "custom AWS endpoint (or AWS_ENDPOINT_URL)")
    .action(async (domains: string[], flags: DnsFlags) => {
      process.exitCode = await run(domains, flags).catch((error: unknown) => reportError(error, "dns"));
    });
}

async function run(names: readonly string[], flags: DnsFlags): Promise<number> {
  const { settings } = await loadSettings(flags.settings);
  const { readOutputs } = await import("../operator/dns/published-outputs.js");
  const files = flags.outputs && (await Promise.all(flags.outputs.map(readOutputs)));
  const options: DnsOptions = {
    settings,
    domains: namedDomains(names, settings),
    resolvers: flags.resolver,
    endpoint: flags.endpointUrl,
    outputs: files?.flat(),
  };
  return flags.watch ? watch(options, flags) : show(options, flags);
}

async function show(options: DnsOptions, { form, json }: DnsFlags): Promise<number> {
  const { readRecords } = await import("../operator/dns/read-records.js");
  const domains = await readRecords(options);
  if (json) print(`${JSON.stringify({ domains })}\n`);
  else if (form) print((await import("../operator/dns/format/form.js")).formatForm(domains));
  else print((await import("../operator/dns/format/zone.js")).formatZone(domains));
  return WatchExit.seen;
}

async function watch(options: DnsOptions, { json, interval, limit, optional = false }: DnsFlags): Promise<number> {
  const { readRecords } = await import("../operator/dns/read-records.js");
  const { watchRecords } = await import("../operator/dns/watch.js");
  const { formatDnsChanges, formatWatchEnd } = await import("../operator/dns/format/changes.js");
  const end = await watchRecords({
    read: () => readRecords(options),
    pause,
    now: Date.now,
    intervalMs: interval * SECOND_MS,
    limitMs: limit * MINUTE_MS,
    withOptional: optional,
    signal: new AbortController().signal,
    onChanges: (changes) => {
      const now = new Date();
      print(
        json
          ? `${JSON.stringify({ time: now, changes })}\n`
          : formatDnsChanges(changes, now.toTimeString().slice(0, 8)),
      );
    },
  });
  print(json ? `${JSON.stringify(end)}\n` : formatWatchEnd(end));
  return end.allSeen ? WatchExit.seen : WatchExit.notSeen;
}

function namedDomains(names: readonly string[], { domains }: Settings): readonly Domain[] {
  if (names.length === 0) return domains;
  return names.map((name) => {
    const domain = domains.find((each) => each.name === name || mxNameOf(each.name) === name);
    if (domain) return domain;
    const known = domains.map((each) => each.name).join(", ");
    throw new UsageError(`expected domains of the settings (${known}), found ${name}`);
  });
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("Expected a number above 0.");
  return value;
}

const print = (text: string): void => void process.stdout.write(text);

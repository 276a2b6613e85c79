import { setMaxListeners } from "node:events";
import { statSync } from "node:fs";
import { Option, type Command } from "commander";
import type { OpenQueue } from "../importer/state/envelopes/record-queue";
import { SqsQueue } from "../importer/state/envelopes/sqs-queue";
import type { ImportOptions } from "../importer/import";
import { watchMail } from "../importer/watch/watch-mail";
import { loadSettings } from "../settings/load";
import type { Settings } from "../settings/model";
import { openStore, type StoreLocation } from "../store/open-store";
import { rootOption } from "./root-option";
import { deliverPrefixes, deliverPrefixOption } from "./deliver-prefix";
import { ImportExit } from "../lib/exit-codes";
import { limitHeap } from "../lib/limit-heap";
import { printable } from "../lib/text";
import { queueHere } from "../settings/names/envelope-queues";
import { mailboxesOf } from "../settings/names/hosts";
import { hostOption, settingsHere } from "./host-option";
import { ImportOutput } from "./import-output";
import { ImportProgress } from "./import-progress";
import { countMail } from "../operator/status/count-mail";
import { observedImport } from "../operator/status/observed-import";
import { metricsOption, perMailboxOption } from "./metrics-option";
import { settingsOption } from "./settings-option";
import { endpointOption, orUsageError, storeLocation, storeOption, type StoreFlags } from "./store-option";

interface ImportFlags extends StoreFlags {
  readonly settings: string;
  readonly host?: string;
  readonly mailbox?: string;
  readonly root?: string;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly resend?: readonly string[];
  readonly adopt?: boolean;
  readonly metrics?: string;
  readonly perMailbox?: boolean;
  readonly deliverPrefix?: Parameters<typeof deliverPrefixes>[1];
}

export function registerImport(program: Command): void {
  program
    .command("import")
    .description("deliver the waiting mail exactly once, and delete it from S3")
    .addOption(settingsOption())
    .addOption(storeOption())
    .addOption(endpointOption())
    .addOption(hostOption())
    .option("--mailbox <user>", "deliver to this mailbox only")
    .addOption(rootOption("directory above the Maildirs and the state directory, for drills"))
    .option("--dry-run", "print what would be delivered, and change nothing")
    .addOption(
      new Option("--watch", "keep running: import when mail arrives, and at least every five minutes").conflicts([
        "dryRun",
        "resend",
      ]),
    )
    .optionsGroup("After problems:")
    .option("--resend <bucket/key...>", "send these held messages again, even if they may have been delivered")
    .addOption(deliverPrefixOption())
    .addOption(
      new Option(
        "--adopt",
        "take over the mailboxes after the state directory was lost or restored; may deliver some mail twice",
      ).conflicts(["dryRun", "watch"]),
    )
    .optionsGroup("Output:")
    .option("--json", "print the report as one JSON object")
    .addOption(new Option("-q, --quiet", "print problems only, no summary").conflicts(["verbose", "dryRun"]))
    .option("-v, --verbose", "print each delivered message with its path")
    .addOption(metricsOption().conflicts("dryRun"))
    .addOption(perMailboxOption())
    .action(async (flags: ImportFlags, command: Command) => {
      const { root } = flags;
      if (root !== undefined && !statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
        command.error(`error: expected an existing directory after --root, found none at ${root}; create it first`);
      }
      const settings = settingsHere((await loadSettings(flags.settings)).settings, flags.host);
      const users = mailboxesOf(settings).map(({ user }) => user);
      if (flags.mailbox !== undefined && !users.includes(flags.mailbox)) {
        const { host = "the settings" } = settings;
        command.error(`error: expected a mailbox of ${host} (${users.join(", ")}), found ${flags.mailbox}`);
      }
      const location = storeLocation(flags, command);
      const withPrefixes = orUsageError(command, () => deliverPrefixes(settings, flags.deliverPrefix));
      process.exitCode = await run(withPrefixes, location, flags, program.version() ?? "");
    });
}

async function run(settings: Settings, location: StoreLocation, flags: ImportFlags, version: string): Promise<number> {
  const { mailbox, root, dryRun = false, watch, verbose, resend, adopt } = flags;
  const stop = new AbortController();
  // Each request, connection and worker listens.
  setMaxListeners(0, stop.signal);
  // The first signal ends the run after the current commit; a second signal ends it at once, which loses nothing either.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const progress = process.stderr.isTTY && !flags.quiet && !dryRun ? new ImportProgress(process.stderr) : undefined;
  const output = new ImportOutput(flags);
  const storeOptions = {
    signal: stop.signal,
    bucketOwner: settings.importer.bucketOwner,
    onSlowResponse: (server: string) => progress?.await(server),
  };
  const importOnce = async (openQueue: OpenQueue | undefined) => {
    const stopLimiting = limitHeap();
    const options: ImportOptions = {
      settings,
      openStore: (region) => openStore(location, region, storeOptions),
      openQueue,
      mailbox,
      root,
      dryRun,
      resend,
      adopt,
      signal: stop.signal,
      observer: {
        progress: (soFar) => progress?.show(soFar),
        delivered: ({ bucket, key }, _, path) => {
          if (!verbose) return;
          progress?.clear();
          process.stderr.write(`${printable(`${bucket}/${key} -> ${path}`)}\n`);
        },
      },
    };
    const counting = progress && countMail(options);
    void counting?.total.then((total) => progress?.expect(total));
    const metrics = { file: flags.metrics, perMailbox: flags.perMailbox };
    const observed = { monitoring: settings.monitoring, version, metrics };
    const { report, complaints } = await observedImport(options, observed).finally(() => {
      counting?.stop();
      stopLimiting();
    });
    progress?.clear();
    output.print(report, ImportExit[report.outcome], complaints);
    return report;
  };
  const openQueue = queueOf(settings, location, stop.signal);
  if (!watch) return ImportExit[(await importOnce(openQueue)).outcome];
  await watchMail({ regions: settings.regions, openQueue, importOnce, signal: stop.signal });
  return ImportExit.done;
}

/** Mail in a directory has no queue, even if the settings name one. */
function queueOf(settings: Settings, location: StoreLocation, signal: AbortSignal): OpenQueue | undefined {
  const queue = queueHere(settings);
  if (queue === undefined || location.kind !== "s3") return undefined;
  const { name, topics } = queue;
  return (region) => SqsQueue.open({ name, topics, region: region.name, endpoint: location.endpoint, signal });
}

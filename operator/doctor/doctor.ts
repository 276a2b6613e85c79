import { performance } from "node:perf_hooks";
import { thisMachine } from "../../importer/worker/this-machine";
import type { Settings } from "../../settings/model";
import { AwsLookups } from "./aws/aws-lookups";
import { allChecks } from "./checks";
import { canary } from "./checks/dns/canary";
import type { DoctorContext } from "./context";
import { DnsLookups } from "./dns/dns-lookups";
import type { DnsServer } from "./dns/query";
import { HomeLookups } from "./home/home-lookups";
import { type Check, type Result, WHOLE_RUN_DEADLINE_MS } from "./model";
import { applyMutes } from "./mute";
import { type Running, runChecks } from "./run-checks";
import { selectChecks, type Selection } from "./select-checks";

export interface DoctorOptions extends Selection {
  readonly settings: Settings;
  /** Resolvers that replace those of the settings. */
  readonly resolvers?: readonly DnsServer[];
  readonly endpoint?: string;
  /** The directory below which all files of this machine are. */
  readonly root?: string;
  readonly postfixDirectory?: string;
  readonly canaryAddress?: string;
  readonly observe?: (running: ReadonlySet<Running>) => void;
  readonly checks?: readonly Check[];
}

export interface Diagnosis {
  /** The results of the chosen checks, and the bad results of the checks that these need. */
  readonly results: readonly Result[];
  readonly elapsedMs: number;
}

/** Runs the chosen checks. Throws `UnknownCheckError` only. */
export async function diagnose(options: DoctorOptions): Promise<Diagnosis> {
  const { settings, checks: all = allChecks, observe } = options;
  const { checks, chosen } = selectChecks(all, options);
  const context = contextOf(options);
  const startedAt = performance.now();
  try {
    // Only the canary, which waits for the importer, takes longer than all other checks together may take.
    const wholeDeadlineMs = WHOLE_RUN_DEADLINE_MS + (chosen.has(canary.id) ? canary.deadlineMs : 0);
    const results = await runChecks({ checks, context, wholeDeadlineMs, observe });
    const muted = applyMutes(results, {
      mutes: settings.doctor.mute,
      today: new Date(context.machine.now()).toISOString().slice(0, 10),
      knownIds: new Set(all.map(({ id }) => id)),
    });
    // Checks that run only because another check needs them are shown if they are the cause of a problem, not if
    // another check blocks them.
    const isCause = ({ status, blockedBy }: Result) => !blockedBy && status !== "OK" && status !== "NOTE";
    const isShown = (result: Result) => chosen.has(result.id) || result.id === "mute" || isCause(result);
    return { results: muted.filter(isShown), elapsedMs: Math.round(performance.now() - startedAt) };
  } finally {
    context.aws.close();
    await context.machine.close();
  }
}

function contextOf({
  settings,
  resolvers,
  endpoint,
  root = "",
  postfixDirectory,
  canaryAddress,
}: DoctorOptions): DoctorContext {
  return {
    settings,
    // Resolvers that the command names are the only ones asked.
    dns: resolvers ? new DnsLookups(resolvers, () => []) : new DnsLookups(settings.doctor.resolvers),
    aws: new AwsLookups(endpoint),
    home: new HomeLookups(postfixDirectory),
    machine: thisMachine(),
    root,
    canaryAddress,
  };
}

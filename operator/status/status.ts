import { addTo } from "../../lib/group-by";
import { join } from "node:path";
import type { ImportSettings } from "../../importer/context";
import { nodeDisk } from "../../importer/machine/node-disk";
import { messageOf } from "../../lib/errors";
import type { Region } from "../../settings/model";
import type { Store } from "../../store/store";
import { type LastSyncReading, readLastSync } from "../users/last-sync";
import type { RunState, StoreCount } from "./run-state";
import { readRunState, stateFileIn, StateFileError } from "./state-file";
import { shortList } from "./quantities";
import { Survey, type UnlistedMail } from "./survey";

export interface StatusOptions {
  readonly settings: ImportSettings;
  readonly root?: string | undefined;
  /** Opens stores to count the mail in the buckets now. */
  readonly live?: ((region: Region) => Promise<Store>) | undefined;
  readonly now?: number;
}

/** The known facts about the importer and the waiting mail. */
export interface ImporterStatus {
  readonly now: number;
  /** The file with the state of the last run. */
  readonly file: string;
  /** `undefined`: no run is recorded, or the file cannot be used. */
  readonly state: RunState | undefined;
  /** The mail in the buckets: now, or as the last run counted it. */
  readonly store: StoreCount | undefined;
  /** Whether `store` was counted now. */
  readonly isLive: boolean;
  /** Parts of the store, as `bucket/prefix`, that `store` does not count because they could not be listed. */
  readonly uncounted: readonly string[];
  /** When `users sync` last ran on this machine. */
  readonly lastSync?: LastSyncReading;
  /** One line for each thing that could not be found out. */
  readonly unknown: readonly string[];
}

/** Collects the status. Throws nothing: `unknown` lists facts that could not be found out. */
export async function lookAtStatus({
  settings,
  root = "",
  live,
  now = Date.now(),
}: StatusOptions): Promise<ImporterStatus> {
  const stateDirectory = join("/", root, settings.importer.stateDirectory);
  const file = stateFileIn(stateDirectory);
  const unknown: string[] = [];
  let state: RunState | undefined;
  try {
    state = await readRunState(nodeDisk, stateDirectory);
    if (state === undefined) unknown.push(`no run of standby-mx import is recorded in ${file}`);
  } catch (error) {
    if (!(error instanceof StateFileError)) throw error;
    unknown.push(error.message);
  }
  const lastSync = readLastSync(stateDirectory);
  const recorded = { now, file, state, store: state?.store, isLive: false, uncounted: [], lastSync, unknown };
  if (live === undefined) return recorded;
  const { heldCount = 0, held = [] } = state?.store ?? {};
  const survey = new Survey(settings, { heldCount, held });
  const unlisted = await survey.countPossible(settings.regions, live);
  unknown.push(...describe(unlisted));
  if (unlisted.length === survey.parts * settings.regions.length) return recorded;
  return { ...recorded, store: survey.result(new Date(now)), isLive: true, uncounted: unlisted.map(nameOf) };
}

/** Returns one line for each error, with all prefixes that could not be listed because of it. */
function describe(unlisted: readonly UnlistedMail[]): readonly string[] {
  const namesByReason = new Map<string, string[]>();
  for (const each of unlisted) {
    const reason = messageOf(each.error);
    addTo(namesByReason, reason, nameOf(each));
  }
  return [...namesByReason].map(([reason, names]) => `cannot list the mail in ${shortList(names)}: ${reason}`);
}

function nameOf({ bucket, prefix }: UnlistedMail): string {
  return `${bucket}/${prefix}`;
}

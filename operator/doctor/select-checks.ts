import { type Check, type Place, PLACES } from "./model";

export interface Selection {
  /** Ids of the checks to run; empty: all checks that are not opt-in. */
  readonly ids: readonly string[];
  readonly only?: Place | undefined;
  /** Opt-in checks that run without being named. */
  readonly optIn?: readonly string[];
}

export interface SelectedChecks {
  /** The checks to run: the chosen checks and all checks that these need, in the fixed order. */
  readonly checks: readonly Check[];
  /** Ids of the chosen checks. Only the bad results of other checks are shown. */
  readonly chosen: ReadonlySet<string>;
}

/** The command names a check or a place that does not exist. */
export class UnknownCheckError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnknownCheckError";
  }
}

export function selectChecks(all: readonly Check[], { ids, only, optIn = [] }: Selection): SelectedChecks {
  const byId = new Map(all.map((check) => [check.id, check]));
  for (const id of ids) {
    if (!byId.has(id))
      throw new UnknownCheckError(`expected the id of a check (standby-mx doctor --list), found ${id}`);
  }
  if (only !== undefined && !PLACES.includes(only)) {
    throw new UnknownCheckError(`expected --only ${PLACES.join("|")}, found ${String(only)}`);
  }
  const isChosen = (check: Check) =>
    ids.length > 0
      ? ids.includes(check.id)
      : (only === undefined || check.place === only) && (!check.optIn || optIn.includes(check.id));
  const chosen = new Set(all.filter(isChosen).map(({ id }) => id));
  const needed = new Set(chosen);
  // The iteration also visits elements that are added during it.
  for (const id of needed) for (const need of byId.get(id)?.needs ?? []) needed.add(need);
  return { checks: all.filter(({ id }) => needed.has(id)), chosen };
}

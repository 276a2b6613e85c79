import { type Check, type Place, PLACES } from "./model";

export interface Selection {
  /** Ids; empty: all checks that are not opt-in. */
  readonly ids: readonly string[];
  readonly only?: Place | undefined;
  /** Opt-in checks that run without being named. */
  readonly optIn?: readonly string[];
}

export interface SelectedChecks {
  /** What runs: the chosen ones and all that they need, in the fixed order. */
  readonly checks: readonly Check[];
  /** Ids of those that were asked for; of the others only a result that is not good is of interest. */
  readonly chosen: ReadonlySet<string>;
}

/** An id that no check has, or a place that is none. */
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
  // A set's iteration also reaches what is added meanwhile.
  for (const id of needed) for (const need of byId.get(id)?.needs ?? []) needed.add(need);
  return { checks: all.filter(({ id }) => needed.has(id)), chosen };
}

import type { ImportReport } from "../../importer/report";
import type { ProblemKind } from "../../importer/outcome";
import { isImportSuccess } from "../../lib/exit-codes";
import type { ArrivalCounter } from "./arrivals";
import { MAX_PROBLEMS, type RunState, type StoreCount } from "./run-state";

/** The end of a run. */
export interface EndedRun {
  readonly version: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly exitCode: number;
  readonly report: Pick<ImportReport, "delivered" | "problems">;
  /** Whether the run listed all mail of all mailboxes. */
  readonly isWhole: boolean;
  readonly arrivals: Pick<ArrivalCounter, "addTo">;
  /** `undefined`: it was not counted. */
  readonly store: StoreCount | undefined;
}

/** Problems after which the content of the buckets is unknown. */
const PROBLEMS_OF_LISTING: readonly ProblemKind[] = ["lock", "no-lock", "state", "bucket", "no-bucket", "interrupted"];

export function hasUnknownMail({ problems }: Pick<ImportReport, "problems">): boolean {
  return problems.some(({ kind }) => PROBLEMS_OF_LISTING.includes(kind));
}

/** The state after a run. Values that the run did not see stay as before, with the time at which they were seen. */
export function nextState(before: RunState | undefined, run: EndedRun): RunState {
  const { version, startedAt, exitCode, report, isWhole, arrivals, store } = run;
  const endedAt = run.endedAt.toISOString();
  const { delivered, problems } = report;
  return {
    writtenBy: version,
    since: before?.since ?? endedAt,
    lastRun: {
      startedAt: startedAt.toISOString(),
      endedAt,
      exitCode,
      delivered,
      problems: problems.slice(0, MAX_PROBLEMS),
    },
    lastSuccessAt: isImportSuccess(exitCode) ? endedAt : before?.lastSuccessAt,
    lastDeliveryAt: delivered > 0 ? endedAt : before?.lastDeliveryAt,
    deliveredTotal: (before?.deliveredTotal ?? 0) + delivered,
    arrivals: isWhole ? arrivals.addTo(before?.arrivals) : before?.arrivals,
    store: store ?? before?.store,
  };
}

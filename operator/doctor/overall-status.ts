import type { Result, Status } from "./model";

export type Counts = Readonly<Record<Status, number>> & { readonly muted: number };

/** Counts results by status; a muted result counts as muted only. */
export function countResults(results: readonly Pick<Result, "status" | "muted">[]): Counts {
  const counts = { OK: 0, NOTE: 0, WARN: 0, FAIL: 0, UNKNOWN: 0, muted: 0 };
  for (const { status, muted } of results) counts[muted === undefined ? status : "muted"]++;
  return counts;
}

/** The worst result. A check that could not look never hides a finding, and never counts as good. */
export type OverallStatus = "good" | "warning" | "failure" | "unknown";

export function overallStatus({ FAIL, WARN, UNKNOWN }: Counts): OverallStatus {
  if (FAIL > 0) return "failure";
  if (WARN > 0) return "warning";
  return UNKNOWN > 0 ? "unknown" : "good";
}

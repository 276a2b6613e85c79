import { formatJson } from "../../format/json";
import type { PlanSummary } from "../plan-summary";

/** The plan summary as JSON, for programs. */
export function formatPlanJson(summary: PlanSummary): string {
  const review = JSON.parse(formatJson(summary)) as object;
  const drift = [...summary.drift].map(([stack, changes]) => {
    return { stack, changes: changes.map(({ address, action, attributes }) => ({ address, action, attributes })) };
  });
  const { failedChecks, reads, fingerprint } = summary;
  return `${JSON.stringify({ ...review, drift, failedChecks, reads, fingerprint }, undefined, 2)}\n`;
}

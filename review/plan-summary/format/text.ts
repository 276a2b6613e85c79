import { changeLines, countLine } from "../../format/change-lines";
import { formatText } from "../../format/text";
import { singleLine } from "../../../lib/text";
import type { PlanSummary } from "../plan-summary";

/** The plan summary as plain text, for a terminal. */
export function formatPlanText(summary: PlanSummary): string {
  const lines: string[] = [];
  for (const [stack, changes] of summary.drift) {
    lines.push(`Changed outside of Terraform, ${stack}: ${countLine(changes)}`);
    lines.push(...changeLines(changes).map((line) => `  ${line}`));
  }
  if (summary.failedChecks.length > 0) {
    lines.push("Checks that fail:", ...summary.failedChecks.map((check) => `  ${check}`));
  }
  if (summary.reads.length > 0) lines.push("Read only during the apply:", ...summary.reads.map((read) => `  ${read}`));
  return [formatText(summary).trimEnd(), ...lines.map(singleLine)].join("\n") + "\n";
}

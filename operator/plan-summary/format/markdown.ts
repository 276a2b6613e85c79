import { changeLines, countLine } from "../../review/change-lines";
import { dangerSection, details, escapeMarkdown, summaryHeading } from "../../review/format/markdown";
import type { Change } from "../../review/stack";
import { fit, type Part } from "../fit";
import type { PlanSummary } from "../plan-summary";

/** Of a comment at GitHub, in characters. */
export const commentLimit = 65_536;

/** For a comment on a pull request: the same plan gives the same text. */
export function formatMarkdown(summary: PlanSummary, limit = commentLimit): string {
  const parts: Part[] = [summaryHeading(summary), ...dangerSection(summary.dangers)];
  for (const { stack, changes } of summary.comparisons) parts.push(section(stack, changes));
  for (const [stack, changes] of summary.drift) parts.push(section(`Changed outside of Terraform, ${stack}`, changes));
  if (summary.reads.length > 0) {
    parts.push({ lines: summary.reads, wrap: (lines) => details("Read only during the apply", lines) });
  }
  parts.push(`<!-- standby-mx plan ${summary.fingerprint} -->`);
  return fit(parts, limit, (count) => `… ${count} more lines: see the artifact of this run`);
}

function section(title: string, changes: readonly Change[]): Part {
  const summary = `${escapeMarkdown(title)}: ${countLine(changes)}`;
  if (changes.length === 0) return summary;
  return { lines: changeLines(changes), wrap: (lines) => details(summary, lines) };
}

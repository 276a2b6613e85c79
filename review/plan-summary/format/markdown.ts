import { changePart, details, fitted, headParts, MAX_COMMENT_CHARACTERS } from "../../format/markdown";
import { changeLines, countLine } from "../../format/change-lines";
import { shortName } from "../../model/describe";
import { htmlCode } from "../../format/inline";
import type { Part } from "../../format/fit";
import type { PlanSummary } from "../plan-summary";

/** The plan summary as Markdown, for a comment on a pull request: the same plan gives the same text. */
export function formatPlanMarkdown(summary: PlanSummary, limit = MAX_COMMENT_CHARACTERS): string {
  const parts: Part[] = [...headParts(summary), ...summary.comparisons.map(changePart)];
  for (const [stack, changes] of summary.drift) {
    parts.push({
      lines: changeLines(changes),
      wrap: (lines) =>
        details(`Changed outside of Terraform, ${htmlCode(shortName(stack))}: ${countLine(changes)}`, lines),
    });
  }
  if (summary.failedChecks.length > 0) {
    parts.push({ lines: summary.failedChecks, wrap: (lines) => details("Checks that fail", lines) });
  }
  if (summary.reads.length > 0) {
    parts.push({ lines: summary.reads, wrap: (lines) => details("Read only during the apply", lines) });
  }
  parts.push(`<!-- standby-mx plan ${summary.fingerprint} -->`);
  return fitted(parts, limit);
}

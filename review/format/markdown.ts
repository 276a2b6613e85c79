import { changeLines, countLine } from "./change-lines";
import { shortName } from "../model/describe";
import type { Danger } from "../model/danger";
import type { Review } from "../review";
import { summaryLine } from "./summary-line";
import type { Comparison } from "../model/stack";
import { byRule } from "./by-rule";
import { fit, type Part } from "./fit";
import { fenceAround, htmlCode, inline } from "./inline";
import { singleLine } from "../../lib/text";

/** GitHub refuses a longer comment. */
export const MAX_COMMENT_CHARACTERS = 65_536;

/** The review as Markdown, for a comment on a pull request. */
export function formatMarkdown(review: Review, limit = MAX_COMMENT_CHARACTERS): string {
  return fitted([...headParts(review), ...review.comparisons.map(changePart)], limit);
}

/** Joins the parts and cuts the last parts to keep the limit. */
export function fitted(parts: readonly Part[], limit: number): string {
  return fit(parts, limit, (count, what) => `… ${count} more ${what}: see the artifacts of this run`);
}

/** The most important part for a reviewer: the addresses gained and lost, and the dangers. */
export function headParts(review: Review): Part[] {
  return [`**${inline(summaryLine(review))}**`, ...dangerParts(review.dangers)];
}

export function changePart({ stack, changes }: Pick<Comparison, "stack" | "changes">): Part {
  if (changes.length === 0)
    return { lines: [`${inline(shortName(stack))}: ${countLine(changes)}`], wrap: (lines) => lines.join("\n") };
  const summary = `${htmlCode(shortName(stack))}: ${countLine(changes)}`;
  return { lines: changeLines(changes), wrap: (lines) => details(summary, lines) };
}

function dangerParts(dangers: readonly Danger[]): Part[] {
  if (dangers.length === 0) return ["Nothing dangerous."];
  const parts = byRule(dangers).map(({ rule, mail, since, findings }): Part => {
    const lines = findings.map(({ what, stack }) => `${inline(what)} (${inline(shortName(stack))})`);
    const wrap = (shown: readonly string[]) =>
      [
        `#### :rotating_light: ${rule}`,
        ...shown.map((line) => `- ${line}`),
        "",
        `**Mail:** ${mail}.  `,
        `**Since:** ${since}.`,
      ].join("\n");
    return { lines, wrap };
  });
  return [`### Dangerous: ${dangers.length}`, ...parts];
}

/** A folded section with a `diff` block, whose lines GitHub colours by their first sign; the summary is HTML. */
export function details(summary: string, lines: readonly string[]): string {
  const text = lines.map(singleLine).join("\n");
  // CommonMark 4.5: a code fence ends at the first run of backticks of at least its own length.
  const fence = fenceAround(text, 3);
  return [`<details><summary>${summary}</summary>`, "", `${fence}diff`, text, fence, "", "</details>"].join("\n");
}

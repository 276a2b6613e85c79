import { changeLines, countLine } from "../change-lines";
import type { Danger } from "../danger";
import type { Review } from "../review";
import { summaryLine } from "../summary-line";
import type { Comparison } from "../stack";
import { byRule } from "./by-rule";
import { fit, type Part } from "./fit";

/** Of a comment at GitHub, in characters. */
export const commentLimit = 65_536;

/** For a comment on a pull request. */
export function formatMarkdown(review: Review, limit = commentLimit): string {
  return fitted([...headParts(review), ...review.comparisons.map(changePart)], limit);
}

/** Joins parts, of which those at the end are cut where they do not fit. */
export function fitted(parts: readonly Part[], limit: number): string {
  return fit(parts, limit, (count) => `… ${count} more lines: see the artifacts of this run`);
}

/** What a reviewer must not miss: the addresses gained and lost, and the dangers. */
export function headParts(review: Review): Part[] {
  return [`**${escapeMarkdown(summaryLine(review))}**`, ...dangerSection(review.dangers)];
}

export function changePart({ stack, changes }: Pick<Comparison, "stack" | "changes">): Part {
  const summary = `${escapeMarkdown(stack)}: ${countLine(changes)}`;
  if (changes.length === 0) return summary;
  return { lines: changeLines(changes), wrap: (lines) => details(summary, lines) };
}

function dangerSection(dangers: readonly Danger[]): string[] {
  if (dangers.length === 0) return ["Nothing dangerous."];
  const sections = byRule(dangers).map(({ rule, mail, since, findings }) =>
    [
      `#### :rotating_light: ${rule}`,
      ...findings.map(({ what, stack }) => `- ${escapeMarkdown(what)} (${escapeMarkdown(stack)})`),
      "",
      `**Mail:** ${mail}.  `,
      `**Since:** ${since}.`,
    ].join("\n"),
  );
  return [`### Dangerous: ${dangers.length}`, ...sections];
}

/** Lines that are shown when somebody unfolds them, coloured by their first sign. */
export function details(summary: string, lines: readonly string[]): string {
  const text = lines.join("\n");
  // CommonMark 4.5: a fence ends at the first run of backticks that is at least as long.
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return [`<details><summary>${summary}</summary>`, "", `${fence}diff`, text, fence, "", "</details>"].join("\n");
}

/** Text as itself: no markup, no link, and nobody is called by an `@`. */
function escapeMarkdown(text: string): string {
  const characters = text
    .replace(/[\\`*_{}[\]()#+!|~$]/g, "\\$&")
    .replace(/[&<>@]/g, (one) => `&#${one.charCodeAt(0)};`);
  return characters.replace(/\s*\n\s*/g, " ").replace(/(https?):/gi, "$1&#58;");
}

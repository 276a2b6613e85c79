import { changeLines, countLine } from "../change-lines";
import type { Danger } from "../danger";
import type { Review } from "../review";
import { summaryLine } from "../summary-line";
import { byRule } from "./by-rule";

/** For a comment on a pull request. */
export function formatMarkdown(review: Review): string {
  return (
    [summaryHeading(review), ...dangerSection(review.dangers), ...review.comparisons.flatMap(changeSection)].join(
      "\n\n",
    ) + "\n"
  );
}

export function summaryHeading(review: Pick<Review, "gained" | "lost" | "unreadable">): string {
  return `**${escapeMarkdown(summaryLine(review))}**`;
}

export function dangerSection(dangers: readonly Danger[]): string[] {
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

function changeSection({ stack, changes }: Review["comparisons"][number]): string[] {
  const summary = `${escapeMarkdown(stack)}: ${countLine(changes)}`;
  return changes.length === 0 ? [summary] : [details(summary, changeLines(changes))];
}

/** Lines that are shown when somebody unfolds them, coloured by their first sign. */
export function details(summary: string, lines: readonly string[]): string {
  const text = lines.join("\n");
  // CommonMark 4.5: a fence ends at the first run of backticks that is at least as long.
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return [`<details><summary>${summary}</summary>`, "", `${fence}diff`, text, fence, "", "</details>"].join("\n");
}

/** Text as itself: no markup, no link, and nobody is called by an `@`. */
export function escapeMarkdown(text: string): string {
  const characters = text
    .replace(/[\\`*_{}[\]()#+!|~$]/g, "\\$&")
    .replace(/[&<>@]/g, (one) => `&#${one.charCodeAt(0)};`);
  return characters.replace(/\s*\n\s*/g, " ").replace(/(https?):/gi, "$1&#58;");
}

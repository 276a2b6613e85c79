import { changeLines, countLine } from "./change-lines";
import type { Review } from "../review";
import { summaryLine } from "./summary-line";
import { byRule } from "./by-rule";
import { singleLine } from "../../lib/text";

/** The review as plain text, for a terminal. */
export function formatText(review: Review): string {
  const lines = [summaryLine(review), ""];
  for (const { rule, mail, since, findings } of byRule(review.dangers)) {
    lines.push(`DANGER ${rule}`);
    lines.push(
      ...findings.map(({ what, address, stack }) => `  ${what}  [${[stack, address].filter(Boolean).join(" ")}]`),
    );
    lines.push(`    mail:  ${mail}`, `    since: ${since}`, "");
  }
  if (review.dangers.length === 0) lines.push("Nothing dangerous.", "");
  for (const { stack, changes } of review.comparisons) {
    lines.push(`${stack}: ${countLine(changes)}`, ...changeLines(changes).map((line) => `  ${line}`));
  }
  return `${lines.map(singleLine).join("\n")}\n`;
}

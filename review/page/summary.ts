import { faultFigure, type Figure } from "../../lib/page/figure";
import { html, type Html } from "../../lib/page/html";
import { counted, thousands } from "../../lib/page/units";
import { untrustedText } from "../../lib/page/words";
import { byRule } from "../format/by-rule";
import { summaryLine } from "../format/summary-line";
import type { Action } from "../model/stack";
import type { ReviewReport } from "./review-report";

/** The first sentence of the page, with lost mail before every other danger. */
export function headline({ lost, gained, unreadable, dangers, stacks }: ReviewReport): string {
  if (lost.length > 0)
    return `The standby would no longer accept mail for ${counted(lost.length, "address", "addresses")}`;
  const ways = byRule(dangers).length;
  const loses = unreadable ? "which addresses are lost is unknown" : "no address is lost";
  if (ways > 0) return `The change endangers mail in ${counted(ways, "way")}; ${loses}`;
  if (unreadable) return `The receipt rules cannot be read: ${loses}`;
  if (stacks.every(({ changes }) => changes.length === 0)) return "Nothing changes for mail";
  const gains = gained.length > 0 ? ` and ${counted(gained.length, "address is", "addresses are")} gained` : "";
  return `Nothing dangerous: ${loses}${gains}`;
}

export function lead(report: ReviewReport): Html[] {
  return [html`${untrustedText(summaryLine(report))}`];
}

export function figures({ lost, gained, unreadable, dangers, stacks }: ReviewReport): Figure[] {
  const actions = stacks.flatMap(({ changes }) => changes.map(({ action }) => action));
  const plain = (label: string, ...counting: readonly Action[]): Figure => {
    return { label, value: thousands(actions.filter((action) => counting.includes(action)).length) };
  };
  const addresses = (count: number) => (unreadable ? "?" : thousands(count));
  const tone = (count: number) => (count > 0 ? "bad" : "good");
  return [
    faultFigure("dangers", dangers.length),
    { label: "addresses lost", value: addresses(lost.length), tone: unreadable ? "unknown" : tone(lost.length) },
    { label: "addresses gained", value: addresses(gained.length) },
    plain("resources deleted or replaced", "delete", "replace"),
    plain("changed", "update", "move", "forget"),
    plain("added", "create", "import"),
  ];
}

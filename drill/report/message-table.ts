import { groupBy } from "../group-by";
import type { Journey } from "../delivery-traces";
import type { DrillResult } from "../result";
import { plainTable } from "./plain-table";
import type { Style } from "./style";

/** One row a message, one column a phase: who took it, and what is wrong with it. */
export function messageTable(result: DrillResult, style: Style): string {
  const phases = [...new Set(result.journeys.map(({ phase }) => phase))];
  const rows = [...groupBy(result.journeys, ({ message }) => message)].map(([message, journeys]) => {
    const byPhase = groupBy(journeys, ({ phase }) => phase);
    return [
      message,
      ...phases.map((phase) => cell(byPhase.get(phase) ?? [], troublesOf(result, message, phase), style)),
    ];
  });
  return plainTable(["message", ...phases], rows, style);
}

function troublesOf({ findings }: DrillResult, message: string, phase: string): string[] {
  const here = findings.filter((finding) => finding.message === message && finding.phase === phase);
  return [...new Set(here.map(({ kind }) => kind.toUpperCase()))];
}

function cell(journeys: readonly Journey[], troubles: readonly string[], { colors }: Style): string {
  const paint = { primary: colors.green, standby: colors.cyan, refused: colors.yellow, waiting: colors.red };
  const outcomes = [...groupBy(journeys, ({ outcome }) => outcome)].map(([outcome, { length }]) =>
    paint[outcome](length > 1 ? `${length} ${outcome}` : outcome),
  );
  return [...outcomes, ...troubles.map((kind) => colors.red(kind))].join("\n");
}

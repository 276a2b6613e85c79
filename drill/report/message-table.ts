import { groupBy } from "../../lib/group-by";
import type { DeliveryTrace } from "../delivery-traces";
import type { DrillResult } from "../drill-result";
import { plainTable } from "./plain-table";
import type { Colors } from "picocolors/types";

/**
 * A table with one row for each message and one column for each phase: the host that accepted the message, and its
 * faults.
 */
export function messageTable(result: DrillResult, colors: Colors): string {
  const phases = [...new Set(result.traces.map(({ phase }) => phase))];
  const rows = [...groupBy(result.traces, ({ message }) => message)].map(([message, traces]) => {
    const byPhase = groupBy(traces, ({ phase }) => phase);
    return [
      message,
      ...phases.map((phase) => cell(byPhase.get(phase) ?? [], faultKinds(result, message, phase), colors)),
    ];
  });
  return plainTable(["message", ...phases], rows, colors);
}

function faultKinds({ faults }: DrillResult, message: string, phase: string): string[] {
  const here = faults.filter((fault) => fault.message === message && fault.phase === phase);
  return [...new Set(here.map(({ kind }) => kind.toUpperCase()))];
}

function cell(traces: readonly DeliveryTrace[], kinds: readonly string[], colors: Colors): string {
  const paint = { primary: colors.green, standby: colors.cyan, refused: colors.yellow, waiting: colors.red };
  const outcomes = [...groupBy(traces, ({ outcome }) => outcome)].map(([outcome, { length }]) =>
    paint[outcome](length > 1 ? `${length} ${outcome}` : outcome),
  );
  return [...outcomes, ...kinds.map((kind) => colors.red(kind))].join("\n");
}

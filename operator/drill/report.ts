import Table from "cli-table3";
import type { Colors } from "picocolors/types";
import { groupBy } from "./group-by";
import type { Journey } from "./journeys";
import type { DrillResult } from "./result";
import type { Event } from "./timeline";

export interface Style {
  readonly colors: Colors;
}

export function eventLine({ at, phase, what }: Event, { colors }: Style): string {
  return `${colors.dim(`${at.toFixed(1).padStart(5)} s`)}  ${colors.bold(phase.padEnd(10))}  ${what}`;
}

export function report(result: DrillResult, style: Style): string {
  return [messages(result, style), totals(result, style)].join("\n");
}

function messages(result: DrillResult, { colors }: Style): string {
  const phases = [...new Set(result.journeys.map(({ phase }) => phase))];
  const table = new Table({ head: ["message", ...phases], style: { head: [], border: [] } });
  const byMessage = groupBy(result.journeys, ({ message }) => message);
  for (const [message, journeys] of byMessage) {
    table.push([
      message,
      ...phases.map((phase) =>
        cell(
          journeys.filter((journey) => journey.phase === phase),
          colors,
        ),
      ),
    ]);
  }
  return table.toString();
}

function cell(journeys: readonly Journey[], colors: Colors): string {
  const outcomes = groupBy(journeys, ({ outcome }) => outcome);
  return [...outcomes].map(([outcome, all]) => (all.length > 1 ? `${all.length} ${outcome}` : outcome)).join(", ");
}

function totals(result: DrillResult, { colors }: Style): string {
  const { sent, viaPrimary, viaStandby, refused, imported, lost, duplicated, changed } = result;
  const table = new Table({ style: { head: [], border: [] } });
  table.push(["sent", "by the primary", "by the standby", "refused", "imported", "lost", "doubled", "changed"]);
  table.push([sent, viaPrimary, viaStandby, refused, imported, lost, duplicated, changed].map(String));
  return table.toString();
}

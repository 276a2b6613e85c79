import { groupBy } from "../group-by";
import type { DrillResult } from "../drill-result";
import type { Colors } from "picocolors/types";

/** The refused recipients, with the host and its reply. */
export function refusals({ traces }: DrillResult, colors: Colors): string[] {
  const refused = traces.filter(({ outcome }) => outcome === "refused");
  if (refused.length === 0) return [];
  const lines = [...groupBy(refused, ({ recipient }) => recipient)].flatMap(([recipient, all]) => [
    `  ${colors.yellow(recipient)}`,
    ...[...groupBy(all, ({ host, reply }) => `${host}: ${reply}`)].map(
      ([what, { length }]) => `    ${`${length}×`.padStart(4)} ${what}`,
    ),
  ]);
  return [[colors.bold("refused"), ...lines].join("\n")];
}

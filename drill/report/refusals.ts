import { groupBy } from "../group-by";
import type { DrillResult } from "../result";
import type { Style } from "./style";

/** Whom nobody took, who said so, and in which words. */
export function refusals({ journeys }: DrillResult, { colors }: Style): string[] {
  const refused = journeys.filter(({ outcome }) => outcome === "refused");
  if (refused.length === 0) return [];
  const lines = [...groupBy(refused, ({ recipient }) => recipient)].flatMap(([recipient, all]) => [
    `  ${colors.yellow(recipient)}`,
    ...[...groupBy(all, ({ host, reply }) => `${host}: ${reply}`)].map(
      ([what, { length }]) => `    ${`${length}×`.padStart(4)} ${what}`,
    ),
  ]);
  return [[colors.bold("refused"), ...lines].join("\n")];
}

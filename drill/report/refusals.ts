import { groupBy } from "../../lib/group-by";
import type { DrillResult } from "../drill-result";
import type { Colors } from "picocolors/types";

/** A reply by which a host refused a recipient, and how often. */
export interface RefusalCount {
  readonly host: string;
  readonly reply: string;
  readonly count: number;
}

/** The refused recipients, for a terminal. */
export function refusals(result: DrillResult, colors: Colors): string[] {
  const refused = refusalsByRecipient(result);
  if (refused.size === 0) return [];
  const lines = [...refused].flatMap(([recipient, all]) => [
    `  ${colors.yellow(recipient)}`,
    ...all.map(({ host, reply, count }) => `    ${`${count}×`.padStart(4)} ${host}: ${reply}`),
  ]);
  return [[colors.bold("refused"), ...lines].join("\n")];
}

export function refusalsByRecipient({ traces }: DrillResult): ReadonlyMap<string, readonly RefusalCount[]> {
  const refused = traces.filter(({ outcome }) => outcome === "refused");
  return new Map(
    [...groupBy(refused, ({ recipient }) => recipient)].map(([recipient, own]) => [
      recipient,
      [...groupBy(own, ({ host, reply }) => `${host}: ${reply}`).values()].map((same): RefusalCount => {
        const { host = "", reply = "" } = same[0]!;
        return { host, reply, count: same.length };
      }),
    ]),
  );
}

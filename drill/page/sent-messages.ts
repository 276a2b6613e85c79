import { groupBy } from "../../lib/group-by";
import type { DeliveryTrace } from "../delivery-traces";
import type { DrillResult } from "../drill-result";
import type { Mark, MarkKind } from "../../lib/page/timeline-model";

/** One message as it was sent in one phase, to all its recipients: a row of the page and a mark in its timeline. */
export interface PageMessage extends Mark {
  readonly phase: string;
  readonly message: string;
  readonly outcome: DeliveryTrace["outcome"];
  /** The host that accepted or refused the message. */
  readonly by: DeliveryTrace["by"];
  readonly traces: readonly DeliveryTrace[];
  /** The fault, such as `lost`. */
  readonly faults: readonly string[];
}

/** The outcomes by rank: a message with several outcomes is in the lane of the outcome that comes first here. */
const BY_RANK: readonly DeliveryTrace["outcome"][] = ["waiting", "standby", "primary", "refused"];

/** The messages of a drill by phase, in the order in which they were sent. */
export function sentMessages(result: DrillResult): ReadonlyMap<string, readonly PageMessage[]> {
  const byPhase = groupBy(result.traces, ({ phase }) => phase);
  return new Map(
    [...byPhase].map(([phase, traces]) => {
      const messages = [...groupBy(traces, ({ message }) => message).values()].map((ofMessage) =>
        sentMessage(ofMessage, result),
      );
      return [phase, messages.sort((a, b) => a.sentAt - b.sentAt)];
    }),
  );
}

function sentMessage(traces: readonly DeliveryTrace[], { faults, imports }: DrillResult): PageMessage {
  const first = BY_RANK.map((outcome) => traces.find((trace) => trace.outcome === outcome)).find(Boolean)!;
  const { phase, message, outcome, by, sentAt } = first;
  const answeredAt = Math.max(...traces.map((trace) => trace.answeredAt));
  const faultKinds = faults
    .filter((fault) => fault.message === message && fault.phase === phase)
    .map(({ kind }) => kind);
  const kind: MarkKind = faultKinds.length > 0 ? "wrong" : outcome;
  const homeAt = faultKinds.includes("lost") ? undefined : arrival(outcome, answeredAt, traces, imports);
  return { phase, message, outcome, by, traces, kind, faults: [...new Set(faultKinds)], sentAt, answeredAt, homeAt };
}

/** A message that the standby accepted counts as delivered at the end of the next import, because the drill looks into the Maildirs only at the end. */
function arrival(
  outcome: DeliveryTrace["outcome"],
  answeredAt: number,
  traces: readonly DeliveryTrace[],
  imports: DrillResult["imports"],
): number | undefined {
  if (outcome === "primary") return answeredAt;
  if (outcome !== "standby") return undefined;
  const taken = traces.filter((trace) => trace.outcome === "standby");
  const ends = importingHosts(taken).map(
    (host) => imports.find((run) => run.host === host && run.startedAt >= answeredAt)?.endedAt,
  );
  return ends.includes(undefined) ? undefined : Math.max(...ends.map(Number));
}

/** Each of several mail hosts imports its own copy of a message. */
function importingHosts(traces: readonly DeliveryTrace[]): readonly (string | undefined)[] {
  const hosts = new Set(traces.flatMap(({ mailHosts }) => mailHosts));
  return hosts.size > 0 ? [...hosts] : [undefined];
}

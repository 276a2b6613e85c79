import type { PageSection } from "../../lib/page/section";
import { html } from "../../lib/page/html";
import { legendOf } from "../../lib/page/legend";
import { timelineSvg } from "../../lib/page/timeline";
import type { Lane, TimelineModel } from "../../lib/page/timeline-model";
import { counted, duration, thousands } from "../../lib/page/units";
import type { DrillResult } from "../drill-result";
import { UP_AGAIN, beforeImport } from "../phases";
import type { PageMessage } from "./sent-messages";

/** The timeline: when the primary was down, which host accepted each message, and how long the message waited. */
export function timelineSection(
  byPhase: ReadonlyMap<string, readonly PageMessage[]>,
  result: DrillResult,
): PageSection {
  const timeline = drillTimeline(byPhase, result);
  const body = html`<figure>
    ${timelineSvg(timeline)} ${legendOf(timeline)}
    <figcaption>
      ${timeline.summary} Seconds since the start of the drill, on one machine: real outages last days.
    </figcaption>
  </figure>`;
  return { id: "timeline", title: "Where the mail was, and when", body };
}

function drillTimeline(byPhase: ReadonlyMap<string, readonly PageMessage[]>, result: DrillResult): TimelineModel {
  const allMessages = [...byPhase.values()].flat();
  const of = (by: PageMessage["by"]) => allMessages.filter((message) => message.by === by);
  const endOf = (phase: string) => result.timeline.find((event) => event.phase === phase)?.at;
  const [up] = beforeImport(1);
  const [from, to] = [Math.min(...allMessages.map(({ sentAt }) => sentAt)), result.seconds];
  const away = { from: endOf(up!.name) ?? from, to: endOf("back") ?? to };
  const awayFor = duration(away.to - away.from);
  const stages = [...byPhase].map(([name, messages]) => {
    return { at: Math.min(...messages.map(({ sentAt }) => sentAt)), name };
  });
  const home = allMessages.filter(({ homeAt }) => homeAt !== undefined).length;
  const owed = allMessages.filter(({ outcome }) => outcome !== "refused").length;
  const acceptedByStandby = allMessages.filter(({ outcome }) => outcome === "standby").length;
  return {
    from,
    to,
    outages: [{ ...away, label: `down for ${awayFor}` }],
    stages,
    lanes: [
      lane("Primary", "primary", "ticks", of("primary")),
      lane("Standby", "standby", "bars", of("standby")),
      lane("No host", "waiting", "bars", of(undefined)),
    ].filter(({ name, marks }) => marks.length > 0 || name !== "No host"),
    home: { name: "Home", note: `${thousands(home)} of ${counted(owed, "message")} in their mailboxes` },
    summary:
      `The primary was down for ${awayFor}. Meanwhile the standby accepted ${counted(acceptedByStandby, "message")}. ` +
      `At the end, in phase “${UP_AGAIN.name}”, ${thousands(home)} of ${thousands(owed)} messages are in their mailboxes.`,
  };
}

function lane(name: string, kind: Lane["kind"], form: Lane["form"], messages: readonly PageMessage[]): Lane {
  const refused = messages.filter(({ outcome }) => outcome === "refused").length;
  const taken = messages.length - refused;
  const note =
    refused === 0 ? counted(taken, "message") : `${counted(taken, "message")}, ${thousands(refused)} refused`;
  return { name, kind, form, note, marks: messages };
}

import type { DrillResult } from "../drill-result";
import { hanging } from "../../lib/wrap";
import type { TimelineEvent } from "../timeline";
import { messageTable } from "./message-table";
import { plainTable } from "./plain-table";
import { refusals } from "./refusals";
import type { Colors } from "picocolors/types";
import { failures } from "./failures";

/** Above this number of messages the table is left out; the timeline has a line for each phase. */
const MAX_TABLE_MESSAGES = 40;
/** Characters before the text of an event. */
const EVENT_INDENT = 21;

export function eventLine({ at, phase, what }: TimelineEvent, colors: Colors, width: number): string {
  const text = hanging(what, width - EVENT_INDENT).join(`\n${" ".repeat(EVENT_INDENT)}`);
  return `${colors.dim(`${at.toFixed(1).padStart(5)} s`)}  ${colors.bold(phase.padEnd(10))}  ${text}`;
}

/** The report for people at the end of a drill. */
export function report(result: DrillResult, colors: Colors, width = Infinity): string {
  const messages = new Set(result.traces.map(({ message }) => message)).size;
  const parts = [
    ...(messages <= MAX_TABLE_MESSAGES ? [messageTable(result, colors)] : []),
    ...refusals(result, colors),
    totals(result, colors),
    ...catchAllCopies(result, colors),
    ...(result.ok ? [resultLine(result, colors, width)] : failures(result, colors)),
  ];
  return `\n${parts.join("\n\n")}\n`;
}

function totals(result: DrillResult, colors: Colors): string {
  const { sent, viaPrimary, viaStandby, refused, imported, lost, duplicated, changed } = result;
  const faultCount = (count: number) => (count === 0 ? colors.green("0") : colors.red(String(count)));
  const head = ["sent", "primary", "standby", "refused", "imported", "lost", "duplicated", "changed"];
  const counts = [sent, viaPrimary, viaStandby, refused, imported].map(String);
  return plainTable(head, [[...counts, faultCount(lost), faultCount(duplicated), faultCount(changed)]], colors);
}

function catchAllCopies({ catchAllCopies: copies }: DrillResult, colors: Colors): string[] {
  if (copies === 0) return [];
  return [
    colors.yellow(
      `The catch-all's mailbox also got ${copies} copies of other people's messages (docs/drill.md, "Catch-all").`,
    ),
  ];
}

function resultLine({ dkim, seconds, viaPrimary, viaStandby }: DrillResult, colors: Colors, width: number): string {
  const signed = dkim.valid > 0 ? ` ${dkim.valid} of ${dkim.valid} DKIM signatures still verify.` : "";
  const unchecked =
    dkim.unchecked > 0 ? ` ${dkim.unchecked} DKIM signatures were not checked: their keys are in the public DNS.` : "";
  const text =
    `OK: ${viaPrimary + viaStandby} of ${viaPrimary + viaStandby} deliveries are in their mailbox exactly once, byte for byte as sent.` +
    `${signed}${unchecked} (${seconds.toFixed(1)} s)`;
  return colors.green(hanging(text, width).join("\n"));
}

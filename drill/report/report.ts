import type { DrillResult } from "../result";
import type { Event } from "../timeline";
import { messageTable } from "./message-table";
import { plainTable } from "./plain-table";
import { refusals } from "./refusals";
import type { Style } from "./style";
import { whatIsWrong } from "./what-is-wrong";

/** More rows than this are no overview; then one row a phase is. */
const tableOfMessages = 40;

export function eventLine({ at, phase, what }: Event, { colors }: Style): string {
  return `${colors.dim(`${at.toFixed(1).padStart(5)} s`)}  ${colors.bold(phase.padEnd(10))}  ${what}`;
}

/** What a person reads at the end of a drill. */
export function report(result: DrillResult, style: Style): string {
  const messages = new Set(result.journeys.map(({ message }) => message)).size;
  const parts = [
    ...(messages <= tableOfMessages ? [messageTable(result, style)] : []),
    ...refusals(result, style),
    totals(result, style),
    ...catchAllCopies(result, style),
    ...(result.ok ? [verdict(result, style)] : whatIsWrong(result, style)),
  ];
  return `\n${parts.join("\n\n")}\n`;
}

function totals(result: DrillResult, style: Style): string {
  const { sent, viaPrimary, viaStandby, refused, imported, lost, duplicated, changed } = result;
  const bad = (count: number) => (count === 0 ? style.colors.green("0") : style.colors.red(String(count)));
  const head = ["sent", "by the primary", "by the standby", "refused", "imported", "lost", "doubled", "changed"];
  const counts = [sent, viaPrimary, viaStandby, refused, imported].map(String);
  return plainTable(head, [[...counts, bad(lost), bad(duplicated), bad(changed)]], style);
}

function catchAllCopies({ catchAllCopies: copies }: DrillResult, { colors }: Style): string[] {
  if (copies === 0) return [];
  return [
    colors.yellow(
      `The catch-all's mailbox also got ${copies} copies of other people's messages (docs/drill.md, "Catch-all").`,
    ),
  ];
}

function verdict({ dkim, seconds, viaPrimary, viaStandby }: DrillResult, { colors }: Style): string {
  const signed = dkim.valid > 0 ? ` ${dkim.valid} of ${dkim.valid} DKIM signatures still verify.` : "";
  const unchecked =
    dkim.unchecked > 0 ? ` ${dkim.unchecked} DKIM signatures were not checked: their keys are in the public DNS.` : "";
  return colors.green(
    `OK: ${viaPrimary + viaStandby} of ${viaPrimary + viaStandby} deliveries are in their mailbox exactly once, byte for byte as sent.` +
      `${signed}${unchecked} (${seconds.toFixed(1)} s)`,
  );
}

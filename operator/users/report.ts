import Table from "cli-table3";
import type { Difference } from "./compare";
import type { SyncPlan } from "./plan-sync";
import type { Gap } from "./reading";
import { disagreeing, unanswered, type Verification } from "./verify";

/** Bounds of the text for people; `--json` lists all. */
const MAX_ROWS = 500;
const MAX_GAPS = 100;

/** The difference as a table, then the addresses that could not be compared. */
export function formatDifference(difference: Difference): string {
  const { missing, extra, moved, gaps, acknowledged, warnings, leftOut, read } = difference;
  const rows = [
    ...missing.map(({ address, mailboxes, via }) => [address, accepts(mailboxes), "refuses", via.join(" → ")]),
    ...extra.map(({ address, users }) => [address, "refuses", accepts(users), "settings"]),
    ...moved.map(({ address, mailboxes, users }) => [address, accepts(mailboxes), accepts(users), "settings"]),
  ];
  const count = `${missing.length} missing in the settings, ${extra.length} unknown to the primary, ${moved.length} of another mailbox`;
  return [
    `Read: ${read.join("; ")}`,
    rows.length === 0 ? "No difference in what can be listed" : table(["address", "primary", "standby", "by"], rows),
    andMore(rows.length, MAX_ROWS),
    rows.length === 0 ? "" : count,
    ...warnings.map((warning) => `Warning: ${warning}`),
    leftOut.length === 0 ? "" : `Left out (the primary accepts them): ${named(leftOut.map(({ address }) => address))}`,
    formatGaps(gaps),
    acknowledged.length === 0
      ? ""
      : `${acknowledged.length} acknowledged ${plural("gap", acknowledged.length)} not shown`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** The changes that were written, and the differences that a person must decide. */
export function formatSync(plan: SyncPlan, { gaps }: Difference): string {
  const list = (word: string, addresses: readonly string[]) =>
    addresses.length === 0 ? [] : [`${word}: ${named(addresses)}`];
  const lines = [...list("Added", plan.added), ...list("Removed", plan.removed), ...list("Moved", plan.moved)];
  const left = plan.left.slice(0, MAX_ROWS).map(({ address, why }) => `Unchanged: ${address} (${why})`);
  const rest = [andMore(plan.left.length, MAX_ROWS), formatGaps(gaps)].filter((line) => line !== "");
  return `${[...(lines.length === 0 ? ["Nothing written"] : lines), ...left, ...rest].join("\n")}\n`;
}

export function formatGaps(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return "";
  const blocks = gaps
    .slice(0, MAX_GAPS)
    .map(({ source, why, howToClose }) => `  ${source}\n    ${why}\n    To close it: ${howToClose}`);
  return [
    `${gaps.length} ${plural("gap", gaps.length)}, which cannot be compared:`,
    ...blocks,
    andMore(gaps.length, MAX_GAPS),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

export function formatVerification(verification: Verification): string {
  const different = disagreeing(verification);
  const open = unanswered(verification);
  const row = ({ address, primary, standby, probe }: Verification["verified"][number]) => [
    address,
    primary.answer,
    standby,
    [probe, primary.reply].filter(Boolean).join(": "),
  ];
  const total = verification.verified.length;
  return [
    `Asked: ${verification.asked.join(", then ")}`,
    different.length + open.length === 0
      ? ""
      : table(["address", "primary", "standby", "reply"], [...different, ...open].map(row)),
    andMore(different.length + open.length, MAX_ROWS),
    `${total} addresses: ${total - different.length - open.length} agree, ${different.length} differ, ${open.length} unknown`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}

const accepts = (mailboxes: readonly string[]): string =>
  mailboxes.length === 0 ? "accepts, no mailbox" : `accepts for ${mailboxes.join(", ")}`;

const named = (addresses: readonly string[]): string =>
  [addresses.slice(0, MAX_ROWS).join(", "), andMore(addresses.length, MAX_ROWS)]
    .filter((text) => text !== "")
    .join(" ");

/** The number of the entries that are not shown; empty: all are shown. */
const andMore = (count: number, shown: number): string =>
  count > shown ? `and ${count - shown} more, which --json lists` : "";

const plural = (noun: string, count: number): string => (count === 1 ? noun : `${noun}s`);

/** Columns with a line under their head and no other lines. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const sides = { left: "", "left-mid": "", right: "", "right-mid": "" };
  const ends = { top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "" };
  const columns = new Table({
    head: [...head],
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
    chars: { ...sides, ...ends, "bottom-left": "", "bottom-right": "", mid: "─", "mid-mid": "──", middle: "  " },
  });
  columns.push(...rows.slice(0, MAX_ROWS).map((row) => [...row]));
  return columns.toString().replace(/ +$/gm, "");
}

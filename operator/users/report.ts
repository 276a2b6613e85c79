import Table from "cli-table3";
import type { Difference } from "./compare";
import type { SyncPlan } from "./plan-sync";
import type { Gap } from "./reading";
import { disagreeing, unanswered, type Verification } from "./verify";

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
    rows.length === 0 ? "" : count,
    ...warnings.map((warning) => `Warning: ${warning}`),
    leftOut.length === 0
      ? ""
      : `Left out (the primary accepts them): ${leftOut.map(({ address }) => address).join(", ")}`,
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
    addresses.length === 0 ? [] : [`${word}: ${addresses.join(", ")}`];
  const lines = [...list("Added", plan.added), ...list("Removed", plan.removed), ...list("Moved", plan.moved)];
  const left = plan.left.map(({ address, why }) => `Unchanged: ${address} (${why})`);
  const gapLines = gaps.length === 0 ? [] : [formatGaps(gaps)];
  return `${[...(lines.length === 0 ? ["Nothing written"] : lines), ...left, ...gapLines].join("\n")}\n`;
}

export function formatGaps(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return "";
  const blocks = gaps.map(({ source, why, howToClose }) => `  ${source}\n    ${why}\n    To close it: ${howToClose}`);
  return [`${gaps.length} ${plural("gap", gaps.length)}, which cannot be compared:`, ...blocks].join("\n");
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
    `${total} addresses: ${total - different.length - open.length} agree, ${different.length} differ, ${open.length} unknown`,
  ]
    .filter((line) => line !== "")
    .join("\n");
}

const accepts = (mailboxes: readonly string[]): string =>
  mailboxes.length === 0 ? "accepts, no mailbox" : `accepts for ${mailboxes.join(", ")}`;

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
  columns.push(...rows.map((row) => [...row]));
  return columns.toString().replace(/ +$/gm, "");
}

import { printable } from "../../lib/text";
import { wrapColumn } from "../../lib/wrap";
import { ageText, countText, isInFuture, shortList, sizeText, withoutThousandths } from "./quantities";
import type { MailCount, RunState, StoreCount } from "./run-state";
import { describeSync } from "../users/last-sync";
import type { ImporterStatus } from "./status";

/** Held messages that are printed one by one. */
const MAX_HELD_PRINTED = 10;
const LABEL_WIDTH = 15;

/** The status for a person, in lines of at most `width` characters. */
export function formatStatus(status: ImporterStatus, width = Infinity): string {
  const { state, store, now, lastSync, unknown } = status;
  const lines = [
    ...(state ? runLines(state, now) : []),
    ...(state || store ? mailLines(status) : []),
    ...(lastSync ? [field("Addresses", describeSync(lastSync, now))] : []),
    ...unknown.map((text) => field("Not known", text)),
  ];
  return lines.map((line) => `${wrapColumn(printable(line), LABEL_WIDTH + 2, width)}\n`).join("");
}

function runLines(state: RunState, now: number): readonly string[] {
  const { lastRun, lastSuccessAt, lastDeliveryAt, since } = state;
  const ago = (time: string) => {
    const age = isInFuture(time, now) ? "in the future" : `${ageText(now - Date.parse(time))} ago`;
    return `${age} (${withoutThousandths(time)})`;
  };
  const tookMs = Date.parse(lastRun.endedAt) - Date.parse(lastRun.startedAt);
  const delivered = lastRun.delivered > 0 ? `, ${countText(lastRun.delivered)} delivered` : "";
  return [
    field("Last run", `${ago(lastRun.endedAt)}, took ${ageText(tookMs)}: exit code ${lastRun.exitCode}${delivered}`),
    ...lastRun.problems.map(({ kind, name, reason }) => field("", `${kind.replace("no-", "")} ${name}: ${reason}`)),
    field("Last success", lastSuccessAt === undefined ? `none since ${withoutThousandths(since)}` : ago(lastSuccessAt)),
    field(
      "Last delivery",
      lastDeliveryAt === undefined ? `none since ${withoutThousandths(since)}` : ago(lastDeliveryAt),
    ),
    field("Came by standby", arrivalsText(state, now)),
  ];
}

function arrivalsText({ arrivals, since }: RunState, now: number): string {
  if (!arrivals?.lastAt) return `no mail since ${withoutThousandths(since)}`;
  const { total, lastAt, whileUp, lastWhileUpAt } = arrivals;
  const last = `${countText(total)} since ${withoutThousandths(since)}, the last ${ageText(now - Date.parse(lastAt))} ago`;
  if (whileUp === 0 || lastWhileUpAt === undefined) return `${last}; none while this server was known to be up`;
  const lastUp = ageText(now - Date.parse(lastWhileUpAt));
  return `${last}; ${whileUp} of these while this server was up, the last ${lastUp} ago`;
}

function mailLines({ store, now, isLive, uncounted }: ImporterStatus): readonly string[] {
  if (!store) return [field("Waiting", "not known: no run has listed all mail")];
  const without = uncounted.length === 0 ? "" : `, without ${shortList(uncounted)}`;
  const when = `${isLive ? "now" : `${ageText(now - Date.parse(store.countedAt))} ago`}${without}`;
  const { waiting, unclaimed, heldCount } = store;
  const width = Math.max(0, ...waiting.map(({ mailbox }) => mailbox.length));
  return [
    field("Waiting", waiting.length === 0 ? `nothing (counted ${when})` : `(counted ${when})`),
    ...waiting.map((mail) => field("", `${mail.mailbox.padEnd(width)}  ${mailText(mail, now)}`)),
    ...(unclaimed.messages > 0 ? [field("Unclaimed", `${mailText(unclaimed, now)}, under no mailbox's prefix`)] : []),
    field("Held", heldCount === 0 ? "nothing" : `${countText(heldCount)} (standby-mx held list)`),
    ...heldLines(store),
  ];
}

function mailText({ messages, bytes, oldest }: MailCount, now: number): string {
  const age = oldest === undefined ? "" : `, the oldest for ${ageText(now - Date.parse(oldest))}`;
  return `${countText(messages)}, ${sizeText(bytes)}${age}`;
}

function heldLines({ held, heldCount }: StoreCount): readonly string[] {
  const printed = held.slice(0, MAX_HELD_PRINTED);
  const rest = heldCount - printed.length;
  return [
    ...printed.map(({ bucket, key, mailbox, reason }) =>
      field("", `${bucket}/${key}${mailbox === undefined ? "" : ` for ${mailbox}`}: ${reason}`),
    ),
    ...(rest > 0 ? [field("", `and ${rest} more`)] : []),
  ];
}

function field(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}  ${text}`;
}

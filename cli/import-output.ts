import type { ImportReport } from "../importer/report";
import { reportAsJson } from "../operator/status/report-json";
import { printable } from "../lib/text";
import { unclaimedLines } from "./unclaimed-output";

/** Complaints that are printed one by one; a program reads the rest from the JSON. */
const MAX_COMPLAINTS_PRINTED = 20;

/** Says what each run did; of a watch only what is new. */
export class ImportOutput {
  private said: readonly string[] = [];

  constructor(
    private readonly flags: { readonly json?: boolean; readonly dryRun?: boolean; readonly watch?: boolean },
  ) {}

  /** `more`: what else a person has to know, a line each. */
  tell(report: ImportReport, exitCode: number, more: readonly string[] = []): void {
    const { json, watch, dryRun = false } = this.flags;
    const all = [...complaints(report), ...more.map((line) => `standby-mx import: ${line}`)];
    const fresh = all.filter((line) => !this.said.includes(line));
    if (watch) this.said = all;
    if (watch && !report.isWorthALine && fresh.length === 0) return;
    if (json) process.stdout.write(`${JSON.stringify(reportAsJson(report, exitCode, dryRun))}\n`);
    else if (report.isWorthALine || process.stdout.isTTY) process.stdout.write(`${asSentence(report, dryRun)}\n`);
    for (const line of fresh) process.stderr.write(`${printable(line)}\n`);
  }
}

/** One line for a person. */
function asSentence(report: ImportReport, dryRun: boolean): string {
  const { delivered, deleted, heldCount, waiting, redundantCopies, awaitingEnvelope, unclaimedMail } = report;
  if (!report.isWorthALine && awaitingEnvelope === 0 && report.outcome === "done")
    return "standby-mx import: no mail waits";
  const parts = [
    dryRun ? `${messages(delivered)} would be delivered` : `${messages(delivered)} delivered`,
    deleted !== delivered && !dryRun && `${deleted} deleted from the store`,
    redundantCopies > 0 && `${redundantCopies} left out of the catch-all`,
    heldCount > 0 && `${heldCount} held`,
    waiting > 0 && `${waiting} waiting`,
    awaitingEnvelope > 0 && `${awaitingEnvelope} waiting for queue records`,
    unclaimedMail.count > 0 && `${unclaimedMail.count} under no mailbox's prefix`,
  ];
  return `standby-mx import: ${parts.filter(Boolean).join(", ")}`;
}

/** What a person has to know or do, a line each. */
function complaints({ problems, held, heldCount, foreignRecords, unclaimedMail }: ImportReport): readonly string[] {
  const foreign = foreignRecords ? [foreignLine(foreignRecords)] : [];
  const lines = [
    ...problems.map(({ kind, name, reason }) => `${kind.replace("no-", "")} ${name}: ${reason}`),
    ...foreign,
    ...held.map(
      ({ bucket, key, mailbox, reason }) =>
        `held${mailbox === undefined ? "" : ` for ${mailbox}`}: ${bucket}/${key}: ${reason}`,
    ),
  ];
  const more = problems.length + foreign.length + heldCount - Math.min(lines.length, MAX_COMPLAINTS_PRINTED);
  const rest = more > 0 ? [`and ${more} more (see --json)`] : [];
  const printed = [...lines.slice(0, MAX_COMPLAINTS_PRINTED), ...rest, ...unclaimedLines(unclaimedMail)];
  return printed.map((line) => `standby-mx import: ${line}`);
}

function foreignLine({ queue, count, reason }: NonNullable<ImportReport["foreignRecords"]>): string {
  return `queue ${queue}: removed ${count} foreign ${count === 1 ? "record" : "records"}, not from SES for this bucket: ${reason}`;
}

/** A line on a terminal that is written over and over. */
export class Progress {
  private shownAt = 0;

  constructor(private readonly terminal: NodeJS.WriteStream) {}

  show({ delivered, deleted, waiting }: ImportReport): void {
    const now = Date.now();
    if (now - this.shownAt < 100) return;
    this.shownAt = now;
    const rest = waiting > 0 ? `, ${waiting} waiting` : "";
    this.terminal.write(`\r\u001b[K${messages(delivered)} delivered, ${deleted} deleted${rest}`);
  }

  /** Says what is awaited, until there is progress. */
  await(what: string): void {
    this.shownAt = Date.now();
    this.terminal.write(`\r\u001b[Kwaiting for ${printable(what)} to answer`);
  }

  clear(): void {
    if (this.shownAt > 0) this.terminal.write("\r\u001b[K");
  }
}

function messages(count: number): string {
  return `${count} ${count === 1 ? "message" : "messages"}`;
}

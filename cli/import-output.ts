import type { ImportReport } from "../importer/report";
import { reportAsJson } from "../operator/status/report-json";
import { withPriority } from "../lib/journal-priority";
import { printable } from "../lib/text";
import { unclaimedLines } from "./unclaimed-output";

/** Complaints that are printed one by one; the JSON has all of them. */
const MAX_COMPLAINTS_PRINTED = 20;

/** Prints the result of each run; in a watch, only what is new. */
export class ImportOutput {
  private previous: readonly string[] = [];

  constructor(
    private readonly flags: {
      readonly json?: boolean;
      readonly quiet?: boolean;
      readonly dryRun?: boolean;
      readonly watch?: boolean;
    },
  ) {}

  /** `more`: further lines for a person. */
  print(report: ImportReport, exitCode: number, more: readonly string[] = []): void {
    const { json, quiet, watch, dryRun = false } = this.flags;
    const all = [...complaints(report), ...more.map((line) => `standby-mx import: ${line}`)];
    const newLines = all.filter((line) => !this.previous.includes(line));
    if (watch) this.previous = all;
    if (watch && !report.isWorthALine && newLines.length === 0) return;
    if (json) process.stdout.write(`${JSON.stringify(reportAsJson(report, exitCode, dryRun))}\n`);
    else if (!quiet && (report.isWorthALine || process.stdout.isTTY)) print(...asText(report, dryRun));
    const lines = newLines.map(printable);
    for (const line of withPriority(lines, "warning")) process.stderr.write(`${line}\n`);
  }
}

function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
}

/** One line for a person; for a dry run also a line for each mailbox that would get mail. */
function asText(report: ImportReport, dryRun: boolean): readonly string[] {
  const byMailbox = dryRun ? [...report.deliveredByMailbox] : [];
  const width = Math.max(0, ...byMailbox.map(([mailbox]) => mailbox.length));
  return [
    asSentence(report, dryRun),
    ...byMailbox.map(([mailbox, count]) => `  ${mailbox.padEnd(width)}  ${messages(count)}`),
  ];
}

function asSentence(report: ImportReport, dryRun: boolean): string {
  const { delivered, deleted, heldCount, waiting, redundantCopies, awaitingEnvelope, unclaimedMail } = report;
  const others = [...report.ofOtherHosts].map(([host, count]) => `${count} for ${host}`);
  if (!report.isWorthALine && awaitingEnvelope === 0 && report.outcome === "done")
    return `standby-mx import: ${others.length > 0 ? ["no mail waits here", ...others].join(", ") : "no mail waits"}`;
  const parts = [
    dryRun ? `${messages(delivered)} would be delivered` : `${messages(delivered)} delivered`,
    deleted !== delivered && !dryRun && `${deleted} deleted from the store`,
    redundantCopies > 0 && `${redundantCopies} left out of the catch-all`,
    heldCount > 0 && `${heldCount} held`,
    waiting > 0 && `${waiting} waiting`,
    awaitingEnvelope > 0 && `${awaitingEnvelope} waiting for queue records`,
    unclaimedMail.count > 0 && `${unclaimedMail.count} under no mailbox's prefix`,
    ...others,
  ];
  return `standby-mx import: ${parts.filter(Boolean).join(", ")}`;
}

/** One line for each thing that a person has to know or to do. */
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

function messages(count: number): string {
  return `${count} ${count === 1 ? "message" : "messages"}`;
}

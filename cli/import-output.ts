import type { ImportReport } from "../importer/report";

/** Complaints that are printed one by one; a program reads the rest from the JSON. */
const PRINTED = 20;

export function asJson(report: ImportReport, exitCode: number, dryRun: boolean): object {
  const { delivered, deleted, held, skipped, waiting, unclaimed, heldCount, skippedCount } = report;
  return {
    ...(dryRun && { dryRun }),
    ...{ delivered, deleted, held, skipped, waiting },
    ...{ unclaimed, heldCount, skippedCount, problems: report.problems, exitCode },
  };
}

/** One line for a person. */
export function asSentence(report: ImportReport, dryRun: boolean): string {
  const { delivered, deleted, heldCount, waiting, oversize } = report;
  if (!report.isWorthALine && report.outcome === "done") return "standby-mx import: no mail waits";
  const parts = [
    dryRun ? `${messages(delivered)} would be delivered` : `${messages(delivered)} delivered`,
    deleted !== delivered && !dryRun && `${deleted} deleted from the store`,
    heldCount > 0 && `${heldCount} held`,
    waiting > 0 && `${waiting} waiting`,
    oversize > 0 && `${oversize} too large`,
  ];
  return `standby-mx import: ${parts.filter(Boolean).join(", ")}`;
}

/** What a person has to know or do, a line each. */
export function complaints({ problems, held, heldCount, skipped, oversize }: ImportReport): readonly string[] {
  const tooLarge = oversize > 0 ? skipped.filter(({ reason }) => reason.startsWith("larger")) : [];
  const lines = [
    ...problems.map(({ kind, name, reason }) => `${kind.replace("no-", "")} ${name}: ${reason}`),
    ...held.map(({ bucket, key, mailbox, reason }) => `held for ${mailbox}: ${bucket}/${key}: ${reason}`),
    ...tooLarge.map(({ bucket, key, reason }) => `skipped: ${bucket}/${key}: ${reason}`),
  ];
  const more = problems.length + heldCount + oversize - Math.min(lines.length, PRINTED);
  const printed = lines.slice(0, PRINTED).map((line) => `standby-mx import: ${line}`);
  return more > 0 ? [...printed, `standby-mx import: and ${more} more (see --json)`] : printed;
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

  clear(): void {
    if (this.shownAt > 0) this.terminal.write("\r\u001b[K");
  }
}

function messages(count: number): string {
  return `${count} ${count === 1 ? "message" : "messages"}`;
}

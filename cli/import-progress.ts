import type { ImportReport } from "../importer/report";
import { Pace } from "../operator/status/pace";
import { eraseLine, rewriteLine } from "../lib/terminal-line";
import { printable } from "../lib/text";

/** Minimum time between two updates of the line. */
const MIN_INTERVAL_MS = 100;

/** A line on a terminal that each update overwrites. */
export class ImportProgress {
  private shownAt = 0;
  private readonly pace = new Pace();

  constructor(private readonly terminal: NodeJS.WriteStream) {}

  /** Sets the number of waiting messages, as soon as they are counted. */
  expect(total: number): void {
    this.pace.total = total;
  }

  show({ delivered, waiting, heldCount }: ImportReport): void {
    const now = Date.now();
    if (now - this.shownAt < MIN_INTERVAL_MS) return;
    this.shownAt = now;
    const rest = [waiting > 0 && `${waiting} waiting`, heldCount > 0 && `${heldCount} held`].filter(Boolean);
    rewriteLine(this.terminal, [this.pace.describe(delivered, now), ...rest].join(", "));
  }

  /** Shows the server whose answer the import awaits, until there is progress. */
  await(what: string): void {
    this.shownAt = Date.now();
    rewriteLine(this.terminal, `waiting for ${printable(what)} to answer`);
  }

  clear(): void {
    if (this.shownAt > 0) eraseLine(this.terminal);
  }
}

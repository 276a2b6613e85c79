import type { ImportReport } from "../importer/report";
import { Pace } from "../operator/status/pace";
import { printable } from "../lib/text";

/** Fast enough for the eye. */
const MIN_INTERVAL_MS = 100;

/** A line on a terminal that is written over and over. */
export class ImportProgress {
  private shownAt = 0;
  private readonly pace = new Pace();

  constructor(private readonly terminal: NodeJS.WriteStream) {}

  /** How many messages wait, as soon as somebody has counted them. */
  expect(total: number): void {
    this.pace.total = total;
  }

  show({ delivered, waiting, heldCount }: ImportReport): void {
    const now = Date.now();
    if (now - this.shownAt < MIN_INTERVAL_MS) return;
    this.shownAt = now;
    const rest = [waiting > 0 && `${waiting} waiting`, heldCount > 0 && `${heldCount} held`].filter(Boolean);
    this.write([this.pace.describe(delivered, now), ...rest].join(", "));
  }

  /** Says what is awaited, until there is progress. */
  await(what: string): void {
    this.shownAt = Date.now();
    this.write(`waiting for ${printable(what)} to answer`);
  }

  clear(): void {
    if (this.shownAt > 0) this.terminal.write("\r\u001b[K");
  }

  /** A longer line would be broken, and only its last part be written over. */
  private write(text: string): void {
    // A terminal that does not know its size, such as a serial console, says 0.
    const columns = this.terminal.columns || 80;
    this.terminal.write(`\r\u001b[K${text.length < columns ? text : `${text.slice(0, columns - 2)}…`}`);
  }
}

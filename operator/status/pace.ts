import { MINUTE_MS, SECOND_MS } from "../../lib/time";
import { ageText } from "./quantities";

/** The time window in which the rate is measured. */
const WINDOW_MS = 20 * SECOND_MS;

interface Mark {
  readonly at: number;
  readonly done: number;
}

/** The rate of a long import, and its remaining time. */
export class Pace {
  private marks: Mark[] = [];
  /** Total number of messages; `undefined`: it is not known yet. */
  total: number | undefined;

  /** The current state, as a line such as `1200 of 30000 messages delivered, 41 a second, 12 min left`. */
  describe(done: number, now: number): string {
    this.marks.push({ at: now, done });
    const oldest = this.marks.findIndex(({ at }) => now - at <= WINDOW_MS);
    this.marks = this.marks.slice(Math.max(0, oldest));
    const { total } = this;
    const isKnown = total !== undefined && total >= done;
    const count = isKnown ? `${done} of ${total} messages delivered` : `${done} messages delivered`;
    const rate = this.rate;
    if (rate === undefined) return count;
    const remaining = isKnown && rate > 0 ? `, ${remainingText(((total - done) / rate) * SECOND_MS)} left` : "";
    return `${count}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second${remaining}`;
  }

  /** Messages a second; `undefined` in the first second. */
  private get rate(): number | undefined {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    if (!first || !last || last.at - first.at < SECOND_MS) return undefined;
    return ((last.done - first.done) / (last.at - first.at)) * SECOND_MS;
  }
}

function remainingText(ms: number): string {
  return ms < MINUTE_MS ? "less than a minute" : ageText(ms);
}

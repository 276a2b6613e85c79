import type { Machine } from "../../machine/machine";

/**
 * The time for the list of delivered messages, from two clocks, because the clock of this machine may be wrong: without a battery
 * for the clock, a machine has the time of its last shutdown until it has reached a time server. A store lists no object that is
 * stored later than now.
 */
export class ObservedTime {
  /** Time of the newest listed object, in milliseconds since the epoch. */
  private newest = -Infinity;

  constructor(private readonly machine: Pick<Machine, "now">) {}

  noteListed(lastModified: Date): void {
    this.newest = Math.max(this.newest, lastModified.getTime());
  }

  /** The later of both clocks: a message that is recorded with this time is not forgotten too early. */
  latest(): number {
    return Math.max(this.machine.now(), this.newest);
  }

  /** The earlier of both clocks: a clock that is ahead forgets nothing. Before any object is listed, the beginning of time. */
  earliest(): number {
    return Math.min(this.machine.now(), this.newest);
  }
}

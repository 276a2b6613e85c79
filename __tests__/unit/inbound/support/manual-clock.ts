import type { Clock } from "../../../../inbound/clock";

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private readonly timers = new Set<{ at: number; action: () => void }>();

  constructor(private time = Date.parse("2026-11-24T12:00:00Z")) {}

  now(): Date {
    return new Date(this.time);
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.time + milliseconds, action };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Goes to the next timer that is due within so many milliseconds, or as far as that; tells whether there was one. */
  next(within: number): boolean {
    const [timer] = [...this.timers].filter(({ at }) => at <= this.time + within).sort((a, b) => a.at - b.at);
    if (timer === undefined) {
      this.time += within;
      return false;
    }
    this.time = timer.at;
    this.timers.delete(timer);
    timer.action();
    return true;
  }
}

/**
 * Limits the number of tasks that run at a time to `free`; other tasks wait for their turn. The places that become free
 * in one turn of the event loop are given to waiting tasks together at its end, because requests that are sent together
 * need less processor time, here and at the server (docs/performance.md).
 */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];
  private isWakeUpScheduled = false;

  constructor(private free: number) {}

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0 && this.waiting.length === 0) this.free--;
    else await new Promise<void>((turn) => this.waiting.push(turn));
    try {
      return await work();
    } finally {
      this.free++;
      if (this.waiting.length > 0 && !this.isWakeUpScheduled) {
        this.isWakeUpScheduled = true;
        setImmediate(() => this.wakeWaiting());
      }
    }
  }

  private wakeWaiting(): void {
    this.isWakeUpScheduled = false;
    for (const turn of this.waiting.splice(0, this.free)) {
      this.free--;
      turn();
    }
  }
}

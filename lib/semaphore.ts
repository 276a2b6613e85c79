/**
 * Lets at most `free` pieces of work run at a time; others wait for their turn. The places that become free in one turn of the event
 * loop are reused together at its end, because requests that are sent together need less processor time, here and at the server
 * (docs/performance.md).
 */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];
  private isGivingAway = false;

  constructor(private free: number) {}

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0 && this.waiting.length === 0) this.free--;
    else await new Promise<void>((turn) => this.waiting.push(turn));
    try {
      return await work();
    } finally {
      this.free++;
      if (this.waiting.length > 0 && !this.isGivingAway) {
        this.isGivingAway = true;
        setImmediate(() => this.giveAway());
      }
    }
  }

  private giveAway(): void {
    this.isGivingAway = false;
    for (const turn of this.waiting.splice(0, this.free)) {
      this.free--;
      turn();
    }
  }
}

/**
 * Batches on their way through two steps: each is staged while those before it are still being committed, and they are
 * committed one after another, in the order in which they began.
 */
export class Pipeline {
  /** The latest batch; it ends when it and all before it have ended, whichever of them failed. */
  private last: Promise<void> = Promise.resolve();
  private readonly underWay: Promise<void>[] = [];

  constructor(
    /** So many batches are under way at most. */
    private readonly depth: number,
  ) {}

  /** Begins a batch when there is room for it; throws what an earlier one failed of, and then nothing may begin any more. */
  async begin<T>(stage: () => Promise<T>, commit: (staged: T) => Promise<void>): Promise<void> {
    if (this.underWay.length >= this.depth) await this.underWay.shift();
    const before = this.last;
    const staged = stage();
    this.last = Promise.allSettled([before, staged]).then(async () => {
      await before;
      await commit(await staged);
    });
    this.last.catch(() => undefined); // thrown where somebody waits for it
    this.underWay.push(this.last);
  }

  /** Waits for the end of all batches; throws what the first of them failed of. */
  finish(): Promise<void> {
    return this.last;
  }
}

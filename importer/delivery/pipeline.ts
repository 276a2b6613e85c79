/**
 * Batches on their way through two steps: they are staged while others are being committed. They are committed in the order in
 * which they began, one commit after another; what is staged by then goes into the same commit, so that a slow disk gets fewer and
 * larger ones.
 */
export class Pipeline<T> {
  private readonly uncommitted: Batch<T>[] = [];
  /** The latest batch; it ends when it and all before it have ended, whichever of them failed. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    /** So many batches may be uncommitted, and so many in the commit that goes on. */
    private readonly depth: number,
    private readonly commit: (staged: readonly T[]) => Promise<void>,
  ) {}

  /** Begins a batch when there is room for it; throws what an earlier one failed of, and then nothing may begin any more. */
  async begin(stage: () => Promise<T>): Promise<void> {
    while (this.uncommitted.length >= this.depth) await this.uncommitted[0]!.turn;
    const before = this.last;
    const batch: Batch<T> = {};
    const staging = stage().then((value) => void (batch.staged = { value }));
    const turn = Promise.allSettled([before, staging]).then(async () => {
      await before;
      await staging;
      return this.takeStaged();
    });
    batch.turn = turn;
    this.uncommitted.push(batch);
    this.last = turn.then(async (staged) => {
      if (staged.length > 0) await this.commit(staged);
    });
    this.last.catch(() => undefined); // thrown where somebody waits for it
  }

  /** Waits for the end of all batches; throws what the first of them failed of. */
  finish(): Promise<void> {
    return this.last;
  }

  /** The batches from the first uncommitted one on, as far as they are staged: none may be committed before another. */
  private takeStaged(): readonly T[] {
    const end = this.uncommitted.findIndex(({ staged }) => staged === undefined);
    const taken = this.uncommitted.splice(0, end === -1 ? this.uncommitted.length : end);
    return taken.map(({ staged }) => staged!.value);
  }
}

interface Batch<T> {
  staged?: { readonly value: T };
  /** All before it are committed; this one and others that are staged may be now, unless they are already. */
  turn?: Promise<readonly T[]>;
}

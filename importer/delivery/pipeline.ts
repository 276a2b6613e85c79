/**
 * Passes batches through two steps: some batches are staged while others are committed. One commit at a time takes all batches
 * that are staged by then, in the order in which the batches began, so that a slow disk gets fewer and larger commits.
 */
export class Pipeline<T> {
  private readonly uncommitted: Batch<T>[] = [];
  /** Ends when the latest batch and all batches before it have ended, also if some of them failed. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    /** The largest number of batches before the commit, and in the present commit. */
    private readonly depth: number,
    private readonly commit: (staged: readonly T[]) => Promise<void>,
  ) {}

  /**
   * Begins a batch when fewer than `depth` batches wait. Throws the error of an earlier batch; then no batch may begin any
   * more.
   */
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
    this.last.catch(() => undefined); // a caller of `begin` or `finish` gets the error
  }

  /** Waits for the end of all batches; throws the error of the first failed batch. */
  finish(): Promise<void> {
    return this.last;
  }

  /** The staged batches before the first batch that is not staged: batches are committed in order. */
  private takeStaged(): readonly T[] {
    const end = this.uncommitted.findIndex(({ staged }) => staged === undefined);
    const taken = this.uncommitted.splice(0, end === -1 ? this.uncommitted.length : end);
    return taken.map(({ staged }) => staged!.value);
  }
}

interface Batch<T> {
  staged?: { readonly value: T };
  /**
   * Fulfilled when all batches before this batch are committed, with the batches to commit now (none if an earlier commit took
   * them).
   */
  turn?: Promise<readonly T[]>;
}

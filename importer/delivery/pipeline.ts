/**
 * Passes batches through two steps: some batches are staged while others are committed. One commit runs at a time, and
 * takes all batches that are staged when it begins, in the order in which the batches began, so that a slow disk gets
 * fewer and larger commits.
 */
export class Pipeline<T> {
  private readonly uncommitted: Batch<T>[] = [];
  /** Settles when the latest batch and all earlier batches have ended, even if some of them failed. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    /** Maximum number of batches that no commit has taken yet. */
    private readonly depth: number,
    private readonly commit: (staged: readonly T[]) => Promise<void>,
  ) {}

  /**
   * Begins a batch when fewer than `depth` batches wait for a commit. Throws the error of an earlier batch; after an
   * error no batch can begin.
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

  /** Takes the staged batches before the first batch that is not staged, because batches are committed in order. */
  private takeStaged(): readonly T[] {
    const end = this.uncommitted.findIndex(({ staged }) => staged === undefined);
    const batches = this.uncommitted.splice(0, end === -1 ? this.uncommitted.length : end);
    return batches.map(({ staged }) => staged!.value);
  }
}

interface Batch<T> {
  staged?: { readonly value: T };
  /**
   * Resolves when all earlier batches are committed, with the batches to commit now (none if an earlier commit took
   * this batch).
   */
  turn?: Promise<readonly T[]>;
}

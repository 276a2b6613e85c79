import { compareDelivered, type Delivered } from "./sorted-segment";

const PORTION_MESSAGES = 1000;

/**
 * Merges segments, each in the order of `compareDelivered`, a portion at a time; of equal messages the latest time is
 * kept.
 */
export async function* merge(
  segments: readonly AsyncGenerator<readonly Delivered[], void>[],
): AsyncGenerator<readonly Delivered[], void> {
  const readers = segments.map((segment) => new SegmentReader(segment));
  for (const reader of readers) await reader.next();
  let portion: Delivered[] = [];
  try {
    for (let least = leastOf(readers); least; least = leastOf(readers)) {
      let latest = least;
      for (const reader of readers) {
        while (reader.head && compareDelivered(reader.head, least) === 0) {
          if (reader.head.at > latest.at) latest = reader.head;
          if (!reader.step()) await reader.next();
        }
      }
      if (portion.push(latest) < PORTION_MESSAGES) continue;
      yield portion;
      portion = [];
    }
    yield portion;
  } finally {
    for (const reader of readers) await reader.close();
  }
}

function leastOf(readers: readonly SegmentReader[]): Delivered | undefined {
  let least: Delivered | undefined;
  for (const { head } of readers) if (head && (!least || compareDelivered(head, least) < 0)) least = head;
  return least;
}

/** One segment, and its next message. */
class SegmentReader {
  private portion: readonly Delivered[] = [];
  private index = 0;

  constructor(private readonly portions: AsyncGenerator<readonly Delivered[], void>) {}

  get head(): Delivered | undefined {
    return this.portion[this.index];
  }

  /** Advances to the next message of the portion in memory; false at the portion's end. */
  step(): boolean {
    return ++this.index < this.portion.length;
  }

  /** Reads the next portion that is not empty. */
  async next(): Promise<void> {
    this.index = 0;
    do {
      const result = await this.portions.next();
      this.portion = result.done ? [] : result.value;
      if (result.done) return;
    } while (this.portion.length === 0);
  }

  async close(): Promise<void> {
    await this.portions.return();
  }
}

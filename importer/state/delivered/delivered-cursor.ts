import { compareKeys } from "../../../store/key-order";
import type { Delivered } from "./sorted-segment";

/** Reads a list of delivered messages once, in step with a listing in the same order. */
export class DeliveredCursor {
  private portion: readonly Delivered[] = [];
  private index = 0;
  private ended = false;

  constructor(private readonly portions: AsyncGenerator<readonly Delivered[], void>) {}

  /** The deliveries of a key, one for each ETag. Calls must have keys in ascending order. */
  async find(key: string): Promise<readonly Delivered[]> {
    const deliveries: Delivered[] = [];
    for (;;) {
      if (this.index === this.portion.length && !(await this.loadPortion())) return deliveries;
      const next = this.portion[this.index]!;
      const order = compareKeys(next.key, key);
      if (order > 0) return deliveries;
      if (order === 0) deliveries.push(next);
      this.index++;
    }
  }

  async close(): Promise<void> {
    await this.portions.return(undefined);
  }

  private async loadPortion(): Promise<boolean> {
    while (!this.ended) {
      const result = await this.portions.next();
      this.ended = result.done === true;
      this.portion = result.done ? [] : result.value;
      this.index = 0;
      if (this.portion.length > 0) return true;
    }
    return false;
  }
}

import type { Disk } from "../../machine/disk";
import { removeIfThere } from "../../machine/write-durably";
import { DeliveredCursor } from "./delivered-cursor";
import { merge } from "./merge";
import { compareDelivered, type Delivered, LIST_PREFIX, type Portions, readRun, writeRun } from "./sorted-segment";

/** So many files are merged into one; of each that is merged a part is in memory. */
const MANY = 16;

/**
 * The messages of one bucket that need no delivery any more, so that an object that comes back, or could not be deleted, is not
 * delivered again. They are in sorted files, which are only ever read along with the bucket's listing (that is in the same
 * order): however many there are, they take no memory.
 */
export class DeliveredList {
  private constructor(
    private readonly disk: Disk,
    private readonly directory: string,
    private readonly prefix: string,
    /** The numbers at the ends of the files' names, ascending. */
    private runs: readonly number[],
    private readonly journal: { readonly sequence: number },
  ) {}

  /** `journal`: the one from which the messages come. */
  static async open(
    disk: Disk,
    directory: string,
    bucket: string,
    journal: { readonly sequence: number },
  ): Promise<DeliveredList> {
    const prefix = `${LIST_PREFIX}${bucket}.`;
    const names = (await disk.inspect(directory)) ? await disk.entries(directory) : [];
    const ends = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    const runs = ends.filter((end) => /^\d+$/.test(end)).map(Number);
    runs.sort((a, b) => a - b);
    return new DeliveredList(disk, directory, prefix, runs, journal);
  }

  /** Adds messages durably. */
  async add(messages: readonly Delivered[]): Promise<void> {
    await this.write([[...messages].sort(compareDelivered)]);
  }

  /** A reader for keys that are asked for in key order. */
  cursor(): DeliveredCursor {
    return new DeliveredCursor(this.read(this.runs));
  }

  /** Puts the files together when they are many, without the messages that were last seen before `horizon`. */
  async compact(horizon: number): Promise<void> {
    while (this.runs.length >= MANY) {
      const merged = this.runs.slice(0, MANY);
      await this.write(since(horizon, this.read(merged)));
      for (const run of merged) await removeIfThere(this.disk, `${this.directory}/${this.nameOf(run)}`);
      this.runs = this.runs.slice(MANY);
    }
  }

  private read(runs: readonly number[]): AsyncGenerator<readonly Delivered[], void> {
    return merge(runs.map((run) => readRun(this.disk, `${this.directory}/${this.nameOf(run)}`, this.journal)));
  }

  private async write(messages: Portions): Promise<void> {
    const next = (this.runs.at(-1) ?? 0) + 1;
    await writeRun(this.disk, this.directory, this.nameOf(next), messages, this.journal.sequence);
    this.runs = [...this.runs, next];
  }

  private nameOf(run: number): string {
    return `${this.prefix}${run}`;
  }
}

async function* since(horizon: number, portions: Portions) {
  for await (const portion of portions) yield portion.filter(({ at }) => at >= horizon);
}

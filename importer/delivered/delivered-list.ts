import type { Disk } from "../machine/disk";
import { removeIfThere } from "../machine/write-durably";
import { DeliveredCursor } from "./delivered-cursor";
import { merge } from "./merge";
import { compareDelivered, type Delivered, type Portions, readRun, writeRun } from "./run-file";

/** So many files are merged into one. */
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
    private runs: readonly string[],
  ) {}

  static async open(disk: Disk, directory: string, bucket: string): Promise<DeliveredList> {
    const prefix = `delivered.${bucket}.`;
    const found = (await disk.inspect(directory)) ? await disk.entries(directory) : [];
    const runs = found.filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)));
    return new DeliveredList(disk, directory, prefix, runs);
  }

  /** Adds messages durably. */
  async add(messages: readonly Delivered[]): Promise<void> {
    await this.write([[...messages].sort(compareDelivered)]);
  }

  /** A reader for keys that are asked for in key order. */
  cursor(): DeliveredCursor {
    return new DeliveredCursor(this.everything());
  }

  /** Puts the files together when they are many, without the messages that were last seen before `horizon`. */
  async compact(horizon: number): Promise<void> {
    if (this.runs.length < MANY) return;
    const merged = this.runs;
    await this.write(since(horizon, this.everything()));
    for (const name of merged) await removeIfThere(this.disk, `${this.directory}/${name}`);
    this.runs = this.runs.slice(-1);
  }

  private everything(): AsyncGenerator<readonly Delivered[], void> {
    return merge(this.runs.map((name) => readRun(this.disk, `${this.directory}/${name}`)));
  }

  private async write(messages: Portions): Promise<void> {
    const numbers = this.runs.map((name) => Number(name.slice(this.prefix.length)));
    const name = `${this.prefix}${Math.max(0, ...numbers) + 1}`;
    await writeRun(this.disk, this.directory, name, messages);
    this.runs = [...this.runs, name];
  }
}

async function* since(horizon: number, portions: Portions) {
  for await (const portion of portions) yield portion.filter(({ at }) => at >= horizon);
}

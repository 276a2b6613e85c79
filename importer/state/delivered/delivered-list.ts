import { DAY_MS } from "../../../lib/time";
import type { Disk } from "../../machine/disk";
import { removeIfThere } from "../../machine/write-durably";
import { DeliveredCursor } from "./delivered-cursor";
import { merge } from "./merge";
import {
  compareDelivered,
  type Delivered,
  LIST_PREFIX,
  type Portions,
  readSegment,
  writeSegment,
} from "./sorted-segment";

/**
 * How long a delivered message is remembered after the last listing that showed its object. SES retries storing a
 * message for 36 hours.
 */
export const DELIVERED_RETENTION_MS = 30 * DAY_MS;

/** Number of segments that are merged into one; the merge keeps a portion of each segment in memory. */
const COMPACTION_FAN_IN = 16;

/**
 * The messages of one bucket that need no delivery any more, so that an object that SES stores again, or that could not
 * be deleted, is not delivered again. They are in sorted segments, which are read only in step with the bucket's
 * listing: memory does not grow with the number of messages.
 */
export class DeliveredList {
  private constructor(
    private readonly disk: Disk,
    private readonly directory: string,
    private readonly prefix: string,
    /** The numbers that end the segments' names, ascending. */
    private segments: readonly number[],
    private readonly journal: { readonly sequence: number },
  ) {}

  /** `journal`: the journal from which the messages come. */
  static async open(
    disk: Disk,
    directory: string,
    bucket: string,
    journal: { readonly sequence: number },
  ): Promise<DeliveredList> {
    const prefix = `${LIST_PREFIX}${bucket}.`;
    const names = (await disk.inspect(directory)) ? await disk.entries(directory) : [];
    const ends = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    const segments = ends.filter((end) => /^\d+$/.test(end)).map(Number);
    segments.sort((a, b) => a - b);
    return new DeliveredList(disk, directory, prefix, segments, journal);
  }

  /** Adds messages durably. */
  async add(messages: readonly Delivered[]): Promise<void> {
    await this.write([[...messages].sort(compareDelivered)]);
  }

  /** Reads the list once; keys must be looked up in ascending order. */
  cursor(): DeliveredCursor {
    return new DeliveredCursor(this.read(this.segments));
  }

  /**
   * Merges segments when there are many, and drops the messages that were last seen before `moment`, in milliseconds
   * since the epoch.
   */
  async compact(moment: number): Promise<void> {
    while (this.segments.length >= COMPACTION_FAN_IN) {
      const merged = this.segments.slice(0, COMPACTION_FAN_IN);
      await this.write(seenSince(moment, this.read(merged)));
      for (const segment of merged) await removeIfThere(this.disk, `${this.directory}/${this.nameOf(segment)}`);
      this.segments = this.segments.slice(COMPACTION_FAN_IN);
    }
  }

  private read(segments: readonly number[]): AsyncGenerator<readonly Delivered[], void> {
    return merge(
      segments.map((segment) => readSegment(this.disk, `${this.directory}/${this.nameOf(segment)}`, this.journal)),
    );
  }

  private async write(messages: Portions): Promise<void> {
    const next = (this.segments.at(-1) ?? 0) + 1;
    const { disk, directory, journal } = this;
    await writeSegment(disk, { directory, name: this.nameOf(next) }, messages, journal.sequence);
    this.segments = [...this.segments, next];
  }

  private nameOf(segment: number): string {
    return `${this.prefix}${segment}`;
  }
}

async function* seenSince(moment: number, portions: Portions) {
  for await (const portion of portions) yield portion.filter(({ at }) => at >= moment);
}

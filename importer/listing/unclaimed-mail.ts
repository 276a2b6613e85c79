import type { ObjectSummary } from "../../store/store";

/** Mail of one bucket under a key prefix that no mailbox has. */
export interface UnclaimedPrefix {
  readonly bucket: string;
  /** Without the slash at its end; empty for object keys without a slash. */
  readonly prefix: string;
  readonly count: number;
  readonly bytes: number;
  /** Time at which the oldest of these objects was stored. */
  readonly oldest: Date;
}

/**
 * Maximum number of prefixes that are counted separately, which bounds the report's size; the objects under all further
 * prefixes are counted together.
 */
export const MAX_UNCLAIMED_PREFIXES = 100;

/** Counts mail that no mailbox of the settings gets, such as the mail of a user who was renamed while mail waited. */
export class UnclaimedMail {
  private readonly byPrefix = new Map<string, UnclaimedPrefix>();
  /** Objects under all unclaimed prefixes. */
  count = 0;
  /** Objects under prefixes beyond the first `MAX_UNCLAIMED_PREFIXES`. */
  unlisted = 0;

  add(bucket: string, prefix: string, { size, lastModified }: ObjectSummary): void {
    this.count++;
    const id = JSON.stringify([bucket, prefix]);
    const counted = this.byPrefix.get(id);
    if (!counted && this.byPrefix.size >= MAX_UNCLAIMED_PREFIXES) return void this.unlisted++;
    const { count = 0, bytes = 0, oldest = lastModified } = counted ?? {};
    this.byPrefix.set(id, {
      bucket,
      prefix,
      count: count + 1,
      bytes: bytes + size,
      oldest: lastModified < oldest ? lastModified : oldest,
    });
  }

  get prefixes(): readonly UnclaimedPrefix[] {
    return [...this.byPrefix.values()];
  }
}

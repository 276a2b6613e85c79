import type { ObjectSummary } from "../../store/store";

/** Mail of one bucket under a key prefix that no mailbox has. */
export interface UnclaimedPrefix {
  readonly bucket: string;
  /** Without the slash at its end; empty for keys without a slash. */
  readonly prefix: string;
  readonly count: number;
  readonly bytes: number;
  /** When the oldest of these objects was stored. */
  readonly oldest: Date;
}

/** Prefixes that are counted separately; the objects under further prefixes are counted together, which bounds the report's size. */
export const MAX_UNCLAIMED_PREFIXES = 100;

/** The mail that no mailbox of the settings would ever get, such as that of a user who was renamed while mail waited. */
export class UnclaimedMail {
  private readonly byPrefix = new Map<string, UnclaimedPrefix>();
  /** Objects, under whatever prefix. */
  count = 0;
  /** Objects under prefixes beyond the first `MAX_UNCLAIMED_PREFIXES`. */
  unlisted = 0;

  add(bucket: string, prefix: string, { size, lastModified }: ObjectSummary): void {
    this.count++;
    const id = JSON.stringify([bucket, prefix]);
    const known = this.byPrefix.get(id);
    if (!known && this.byPrefix.size >= MAX_UNCLAIMED_PREFIXES) return void this.unlisted++;
    const { count = 0, bytes = 0, oldest = lastModified } = known ?? {};
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

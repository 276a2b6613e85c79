import { hasCode } from "../../../lib/errors";
import type { Disk } from "../../machine/disk";

/**
 * The name of an empty file beside the journal ends in the number of records that the journal has had; a journal with
 * fewer records has lost some.
 */
const MARK_PREFIX = "journal.at-";

/** The number in the name of the mark; `undefined`: there is none. */
export async function findMark(disk: Disk, directory: string): Promise<number | undefined> {
  try {
    const names = (await disk.entries(directory)).filter((name) => name.startsWith(MARK_PREFIX));
    const numbers = names.map((name) => name.slice(MARK_PREFIX.length)).filter((end) => /^\d+$/.test(end));
    return numbers.length === 0 ? undefined : Math.max(...numbers.map(Number));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/**
 * Moves the mark, without a sync: after a power cut the number may be too low, and then fewer lost records are noticed.
 */
export async function moveMark(disk: Disk, directory: string, from: number | undefined, to: number): Promise<void> {
  const path = (records: number) => `${directory}/${MARK_PREFIX}${records}`;
  if (from === undefined) await (await disk.create(path(to))).close();
  else await disk.rename(path(from), path(to));
}

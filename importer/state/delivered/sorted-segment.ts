import { compareKeys } from "../../../store/key-order";
import { decodeLine, encodeLine, linesOf } from "../journal/crc-line";
import { ADOPT_ADVICE, LostRecordsError, StateError } from "../journal/state-error";
import type { Disk } from "../../machine/disk";
import { writeDurably } from "../../machine/write-durably";

/** A delivered message of one bucket, and the last time at which a listing showed it or a delivery ended. */
export interface Delivered {
  readonly key: string;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Messages in the order of `compareDelivered`, a portion at a time. */
export type Portions = AsyncIterable<readonly Delivered[]> | Iterable<readonly Delivered[]>;

const SEGMENT_FORMAT = "standby-mx delivered";
/** Version 1 had neither `sequence` nor the last line. */
const SEGMENT_VERSION = 2;
export const LIST_PREFIX = "delivered.";
const CHUNK_BYTES = 64 * 1024;

export function compareDelivered(a: Delivered, b: Delivered): number {
  return compareKeys(a.key, b.key) || compareKeys(a.etag, b.etag);
}

interface Header {
  readonly format?: unknown;
  readonly version?: unknown;
  /** Number of records that the journal had had when the segment was written. */
  readonly sequence?: number;
}

/** Writes a segment: delivered messages in the order of `compareDelivered`. `sequence`: records that the journal has had. */
export async function writeSegment(
  disk: Disk,
  { directory, name }: { readonly directory: string; readonly name: string },
  messages: Portions,
  sequence: number,
): Promise<void> {
  await writeDurably(disk, directory, name, chunksOf(messages, sequence));
}

/** The last line counts the messages, so that a truncated file is noticed. */
async function* chunksOf(messages: Portions, sequence: number): AsyncGenerator<Buffer> {
  let lines = [encodeLine({ format: SEGMENT_FORMAT, version: SEGMENT_VERSION, sequence })];
  let length = 0;
  let count = 0;
  for await (const portion of messages) {
    for (const { key, etag, at } of portion) {
      const line = encodeLine([key, etag, at]);
      lines.push(line);
      length += line.length;
      count++;
    }
    if (length < CHUNK_BYTES) continue;
    yield Buffer.concat(lines);
    [lines, length] = [[], 0];
  }
  yield Buffer.concat([...lines, encodeLine({ messages: count })]);
}

/** Reads a segment, a portion at a time; throws `StateError` where the file is damaged. */
export async function* readSegment(
  disk: Disk,
  path: string,
  journal: { readonly sequence: number },
): AsyncGenerator<readonly Delivered[], void> {
  let line = 0;
  let tail = 0;
  let isCounted = true;
  /** Whether the lines so far are a complete file. */
  let isWhole = false;
  for await (const { lines, rest } of linesOf(disk.read(path))) {
    const portion: Delivered[] = [];
    for (const text of lines) {
      const value = decodeLine(text);
      if (value === undefined) throw damaged(path, line + 1);
      if (line++ === 0) isCounted = checkHeader(path, value as Header, journal.sequence) > 1;
      else if (Array.isArray(value)) portion.push(toDelivered(value as [string, string, number]));
      isWhole = isCounted ? (value as { messages?: number }).messages === line - 2 : true;
    }
    tail = rest.length;
    yield portion;
  }
  if (!isWhole || tail > 0) throw damaged(path, line + 1);
}

function toDelivered([key, etag, at]: [string, string, number]): Delivered {
  return { key, etag, at };
}

/** The highest number of journal records that a segment of delivered messages mentions. */
export async function latestSequence(disk: Disk, directory: string): Promise<number> {
  let latest = 0;
  for (const name of await disk.entries(directory)) {
    if (!name.startsWith(LIST_PREFIX) || name.endsWith(".tmp")) continue;
    for await (const { lines } of linesOf(disk.read(`${directory}/${name}`))) {
      if (lines[0] === undefined) continue;
      latest = Math.max(latest, (decodeLine(lines[0]) as Header | undefined)?.sequence ?? 0);
      break;
    }
  }
  return latest;
}

/** Checks a header, and returns its version. `journalSequence`: number of records that the journal has had. */
function checkHeader(path: string, { format, version, sequence = 0 }: Header, journalSequence: number): number {
  if (sequence > journalSequence) {
    throw new LostRecordsError(
      `expected the journal beside ${path} to have had ${sequence} records, found ${journalSequence}: it is an older copy. ${ADOPT_ADVICE}`,
    );
  }
  if (format === SEGMENT_FORMAT && (version === 1 || version === SEGMENT_VERSION)) return version;
  const found = `found ${JSON.stringify(format)} version ${String(version)}`;
  throw new StateError(
    `expected ${path} to be "${SEGMENT_FORMAT}" version ${SEGMENT_VERSION}, ${found}; use a newer standby-mx`,
  );
}

function damaged(path: string, line: number): StateError {
  return new StateError(
    `expected a sound list of delivered messages, found line ${line} of ${path} damaged; check the disk. If you move the ` +
      "file away, a message in it that SES stores again would be delivered again",
  );
}

import { compareKeys } from "../../store/key-order";
import { decodeLine, encodeLine, linesOf } from "../journal/checked-line";
import { StateError } from "../journal/state-error";
import type { Disk } from "../machine/disk";
import { writeDurably } from "../machine/write-durably";

/** A message of one bucket that was delivered, by its key and ETag, and when that was last seen to be so. */
export interface Delivered {
  readonly key: string;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Messages in order, some at a time. */
export type Portions = AsyncIterable<readonly Delivered[]> | Iterable<readonly Delivered[]>;

const FORMAT = "standby-mx delivered";
const VERSION = 1;
const CHUNK = 64 * 1024;

export function compareDelivered(a: Delivered, b: Delivered): number {
  return compareKeys(a.key, b.key) || compareKeys(a.etag, b.etag);
}

/** Writes a file of delivered messages, which come in the order of their keys. */
export async function writeRun(disk: Disk, directory: string, name: string, messages: Portions): Promise<void> {
  await writeDurably(disk, directory, name, chunksOf(messages));
}

async function* chunksOf(messages: Portions): AsyncGenerator<Buffer> {
  let lines = [encodeLine({ format: FORMAT, version: VERSION })];
  let length = 0;
  for await (const some of messages) {
    for (const { key, etag, at } of some) {
      const line = encodeLine([key, etag, at]);
      lines.push(line);
      length += line.length;
    }
    if (length < CHUNK) continue;
    yield Buffer.concat(lines);
    [lines, length] = [[], 0];
  }
  yield Buffer.concat(lines);
}

/** Reads such a file, a portion at a time; throws `StateError` where it is not as it was written. */
export async function* readRun(disk: Disk, path: string): AsyncGenerator<readonly Delivered[], void> {
  let line = 0;
  let tail = 0;
  for await (const { lines, rest } of linesOf(disk.read(path))) {
    const portion: Delivered[] = [];
    for (const text of lines) {
      const value = decodeLine(text);
      if (value === undefined) throw damaged(path, line + 1);
      if (line++ === 0) checkHeader(path, value);
      else portion.push(toDelivered(value as [string, string, number]));
    }
    tail = rest.length;
    yield portion;
  }
  if (line === 0 || tail > 0) throw damaged(path, line + 1);
}

function toDelivered([key, etag, at]: [string, string, number]): Delivered {
  return { key, etag, at };
}

function checkHeader(path: string, header: unknown): void {
  const { format, version } = header as { format?: unknown; version?: unknown };
  if (format === FORMAT && version === VERSION) return;
  const found = `found ${JSON.stringify(format)} version ${String(version)}`;
  throw new StateError(`expected ${path} to be "${FORMAT}" version ${VERSION}, ${found}; use a newer standby-mx`);
}

function damaged(path: string, line: number): StateError {
  return new StateError(
    `expected a sound list of delivered messages, found line ${line} of ${path} damaged; check the disk. If you move the ` +
      "file away, a message in it that SES stores once more would be delivered once more",
  );
}

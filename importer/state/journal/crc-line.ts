import { crc32 } from "node:zlib";
import { hasCode } from "../../../lib/errors";
import type { Disk } from "../../machine/disk";

const NEWLINE = 0x0a;

/** A line of a state file: the CRC-32 of the JSON in hexadecimal, a space, the JSON, a newline. */
export function encodeLine(value: unknown): Buffer {
  const json = JSON.stringify(value);
  return Buffer.from(`${checksum(json)} ${json}\n`);
}

/** The value of a line without its newline; `undefined` where the line is not what was written. */
export function decodeLine(line: string): unknown {
  const json = line.slice(9);
  if (line[8] !== " " || line.slice(0, 8) !== checksum(json)) return undefined;
  return JSON.parse(json) as unknown;
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}

/** The lines of a file that end in a newline, and the bytes after the last of them. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<{ lines: readonly string[]; rest: Buffer }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    const whole = Buffer.concat([rest, chunk.subarray(0, end - 1)]);
    rest = Buffer.from(chunk.subarray(end));
    yield { lines: whole.toString("utf8").split("\n"), rest };
  }
  yield { lines: [], rest };
}

/** The values of the lines of a file, `undefined` for a damaged line; none where there is no such file. */
export async function* lineValues(disk: Disk, path: string): AsyncGenerator<unknown> {
  try {
    for await (const { lines } of linesOf(disk.read(path))) yield* lines.map(decodeLine);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

import { MIB } from "../../lib/bytes";

/** Bytes of one directory listing that the importer accepts. */
export const MAX_LISTING_BYTES = 64 * MIB;
const MAX_NAMES = 1_000_000;

/** No file name contains this character. */
const SEPARATOR = "\0";

/** The names in a directory as the body of a response. Throws where the importer would not accept the response. */
export function encodeNames(directory: string, names: readonly string[]): Buffer {
  const body = Buffer.from(names.join(SEPARATOR));
  if (names.length > MAX_NAMES || body.length > MAX_LISTING_BYTES)
    throw new Error(`expected at most ${MAX_NAMES} files in ${directory}, found ${names.length}`);
  return body;
}

/** Counts the names before it makes strings of them, so that a worker cannot fill the importer's memory. */
export function decodeNames(body: Buffer): readonly string[] {
  if (body.length === 0) return [];
  let count = 1;
  for (let at = body.indexOf(SEPARATOR); at !== -1; at = body.indexOf(SEPARATOR, at + 1)) count++;
  if (count > MAX_NAMES) throw new RangeError(`${count} names`);
  return body.toString("utf8").split(SEPARATOR);
}

/** What the importer makes of one listing at most. */
export const MAX_LISTING_BYTES = 64 * 1024 * 1024;
const MAX_NAMES = 1_000_000;

/** No name has it. */
const SEPARATOR = "\0";

/** The names in a directory as the body of an answer. Throws where the other side would not accept that. */
export function encodeNames(directory: string, names: readonly string[]): Buffer {
  const body = Buffer.from(names.join(SEPARATOR));
  if (names.length > MAX_NAMES || body.length > MAX_LISTING_BYTES)
    throw new Error(`expected at most ${MAX_NAMES} files in ${directory}, found ${names.length}`);
  return body;
}

/** Counts before it makes a string of each. */
export function decodeNames(body: Buffer): readonly string[] {
  if (body.length === 0) return [];
  let count = 1;
  for (let at = body.indexOf(SEPARATOR); at !== -1; at = body.indexOf(SEPARATOR, at + 1)) count++;
  if (count > MAX_NAMES) throw new RangeError(`${count} names`);
  return body.toString("utf8").split(SEPARATOR);
}

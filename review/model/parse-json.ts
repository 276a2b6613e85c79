import { JsonShapeError } from "./errors";
import type { Json } from "./json";

/** Terraform's values are a dozen levels deep. Functions recurse once for each level, so an unlimited depth could exhaust the stack. */
export const MAX_JSON_DEPTH = 200;

/**
 * Refuses what would hide a part of a hostile file. Of two equal keys in an object this program reads the last, Terraform both; and many
 * functions leave out a key `__proto__`, which Terraform accepts as the name of a resource.
 * @throws SyntaxError if the source is not JSON; JsonShapeError if a value is nested too deep or has such a key.
 */
export function parseJson(source: string): Json {
  const found = JSON.parse(source) as Json;
  let level: readonly Json[] = [found];
  let keys = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH) {
      throw new JsonShapeError(`expected values nested at most ${MAX_JSON_DEPTH} deep, found deeper values`);
    }
    level = level.flatMap((value) => {
      if (typeof value !== "object" || value === null) return [];
      if (Array.isArray(value)) return value as Json[];
      const names = Object.keys(value);
      keys += names.length;
      if (names.includes("__proto__")) throw new JsonShapeError('expected no key "__proto__", found one');
      return Object.values(value) as Json[];
    });
  }
  if (countKeys(source) > keys) throw new JsonShapeError("expected each key once in its object, found a key twice");
  return found;
}

/** The strings of a JSON text that a colon follows. A regular expression for strings exhausts its stack in a long string. */
function countKeys(source: string): number {
  const colon = /\s*:/y;
  let count = 0;
  for (let start = source.indexOf('"'); start !== -1; start = source.indexOf('"', colon.lastIndex)) {
    let end = source.indexOf('"', start + 1);
    while (isEscaped(source, end)) end = source.indexOf('"', end + 1);
    colon.lastIndex = end + 1;
    if (colon.test(source)) count++;
    else colon.lastIndex = end + 1;
  }
  return count;
}

function isEscaped(source: string, at: number): boolean {
  let backslashes = 0;
  while (source[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

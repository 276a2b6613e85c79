import { closest, distance } from "fastest-levenshtein";
import type { Fault } from "../problem";

/** A longer list of domains or users would hide the rest of the message. */
const MAX_LISTED_VALUES = 50;

/** Lists the allowed values, and suggests the value that was probably meant. */
export function suggest(allowed: readonly string[], written: unknown): Fault & { readonly meant?: string } {
  const values = allowed.slice(0, MAX_LISTED_VALUES);
  const list = `${values.join(", ")}${allowed.length > values.length ? ", …" : ""}`;
  const expected = allowed.length === 1 ? list : `one of ${list}`;
  if (typeof written !== "string" || written.length > 100 || values.length === 0) return { expected };
  const meant = values.find((value) => value.toLowerCase() === written.toLowerCase()) ?? closest(written, values);
  const near = distance(written.toLowerCase(), meant.toLowerCase()) <= Math.max(2, meant.length / 3);
  return near ? { expected, advice: `did you mean ${meant}?`, meant } : { expected };
}

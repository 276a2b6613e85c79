import { JsonDepthError } from "./errors";
import type { Json } from "./json";

/** Terraform's values are a dozen levels deep. Functions recurse once for each level, so an unlimited depth could exhaust the stack. */
export const MAX_JSON_DEPTH = 200;

/** @throws SyntaxError if the source is not JSON; JsonDepthError if a value is nested too deep. */
export function parseJson(source: string): Json {
  const found = JSON.parse(source) as Json;
  let level: readonly Json[] = [found];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_JSON_DEPTH) {
      throw new JsonDepthError(`expected values nested at most ${MAX_JSON_DEPTH} deep, found deeper values`);
    }
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? (Object.values(value) as Json[]) : [],
    );
  }
  return found;
}

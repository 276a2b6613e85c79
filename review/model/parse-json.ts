import { JsonDepthError } from "./errors";
import type { Json } from "./json";

/** Terraform's own values are a dozen levels deep; each function that walks through a value calls itself once a level. */
export const MAX_JSON_DEPTH = 200;

/** @throws SyntaxError if it is no JSON, JsonDepthError if it is nested too deep. */
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

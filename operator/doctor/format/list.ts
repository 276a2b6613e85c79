import type { Check } from "../model";

/** One line for each check. */
export function formatList(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ id }) => id.length));
  return checks.map(({ id, place, title }) => `${id.padEnd(width)}  ${place.padEnd(4)}  ${title}\n`).join("");
}

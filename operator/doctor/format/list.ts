import { wrapColumn } from "../../../lib/wrap";
import type { Check } from "../model";

/** One line for each check. */
export function formatList(checks: readonly Check[], width = Infinity): string {
  const idWidth = Math.max(...checks.map(({ id }) => id.length));
  return checks
    .map(
      ({ id, place, title }) =>
        `${wrapColumn(`${id.padEnd(idWidth)}  ${place.padEnd(4)}  ${title}`, idWidth + 8, width)}\n`,
    )
    .join("");
}

import { html, type Html } from "./html";
import type { TimelineModel } from "./timeline-model";

export const HOME_CURVE_HEIGHT = 56;
const WIDTH = 1000;

/** A step curve of the number of messages that have arrived in their mailboxes, over time. */
export function homeCurve({ from, to, lanes }: TimelineModel, top: number): Html {
  const marks = lanes.flatMap(({ marks }) => marks);
  const arrivals = marks.flatMap(({ homeAt }) => (homeAt === undefined ? [] : [homeAt])).sort((a, b) => a - b);
  const expected = marks.filter(({ kind }) => kind !== "refused").length;
  const x = (at: number) => Math.round(((at - from) / Math.max(to - from, Number.MIN_VALUE)) * WIDTH * 10) / 10;
  const y = (count: number) => Math.round((1 - count / Math.max(1, expected)) * (HOME_CURVE_HEIGHT - 2) * 10) / 10 + 1;
  const steps = arrivals.map((at, i) => `H${x(at)}V${y(i + 1)}`).join("");
  const line = `M0 ${HOME_CURVE_HEIGHT}${steps}H${WIDTH}`;
  return html`<svg
    y="${top}"
    width="100%"
    height="${HOME_CURVE_HEIGHT}"
    viewBox="0 0 ${WIDTH} ${HOME_CURVE_HEIGHT}"
    preserveAspectRatio="none"
  >
    <path class="home-area" d="${`${line}V${HOME_CURVE_HEIGHT}Z`}" />
    <path class="home-line" d="${line}" />
  </svg>`;
}

import { html, type Html } from "./html";
import type { TimeScale } from "./time-scale";

const MAX_STEPS = 10;
const STEPS_SECONDS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** Vertical lines at round times, with their labels below. On a narrow screen every second label is hidden. */
export function timeAxis(scale: TimeScale, top: number, bottom: number): Html {
  const span = scale.to - scale.from;
  const step = STEPS_SECONDS.find((seconds) => span / seconds <= MAX_STEPS) ?? STEPS_SECONDS.at(-1)!;
  const [first, last] = [Math.ceil(scale.from / step), Math.floor(scale.to / step)];
  const times = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return html`<g class="axis"
    >${times.map((at, i) => {
      const x = scale.x(at);
      return html`<line x1="${x}" x2="${x}" y1="${top}" y2="${bottom}" /><text
          class="${anchor(scale, at)}${i % 2 === 1 ? " minor" : ""}"
          x="${x}"
          y="${bottom + 17}"
          >${timeLabel(at, step)}</text
        >`;
    })}</g
  >`;
}

/** A label at an edge of the figure must not leave the figure. */
function anchor(scale: TimeScale, at: number): string {
  const share = scale.share(scale.from, at);
  return share < 0.04 ? "start" : share > 0.96 ? "end" : "middle";
}

function timeLabel(seconds: number, step: number): string {
  if (step < 60) return `${seconds} s`;
  const minutes = seconds / 60;
  return step < 3600 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
}

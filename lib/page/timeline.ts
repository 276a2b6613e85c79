import { html, type Html } from "./html";
import { HOME_CURVE_HEIGHT, homeCurve } from "./home-curve";
import { timeAxis } from "./time-axis";
import type { Mark, Outage, Stage, Timeline } from "./timeline-model";
import { timeScale, type TimeScale } from "./time-scale";

const STAGES_HEIGHT = 26;
const LANE_TITLE_HEIGHT = 24;
const LANE_GAP = 18;
const TICKS_HEIGHT = 22;
/** The height that bars share, unless each would be thinner than MIN_BAR_STEP. */
const BARS_HEIGHT = 230;
const [MIN_BAR_STEP, MAX_BAR_STEP] = [1.6, 5];
/** A stage's name is shown where the next stage is at least this part of the width away. */
const MIN_SHARE_OF_NAME = 0.07;
const AXIS_HEIGHT = 24;

/**
 * The way of every message as SVG: each message is one element of class `m`. All positions across are percentages, so the figure
 * fills any width while its text keeps its size.
 */
export function timelineSvg(timeline: Timeline): Html {
  const scale = timeScale(timeline.from, timeline.to);
  let top = STAGES_HEIGHT;
  const lanes = timeline.lanes.map((lane) => {
    const begin = top + LANE_TITLE_HEIGHT;
    const step = Math.min(MAX_BAR_STEP, Math.max(MIN_BAR_STEP, BARS_HEIGHT / Math.max(1, lane.marks.length)));
    const height = lane.form === "ticks" ? TICKS_HEIGHT : Math.max(TICKS_HEIGHT, step * lane.marks.length);
    top = begin + height + LANE_GAP;
    return html`<g
      >${title(lane, begin)}${lane.marks.map((mark, i) =>
        lane.form === "ticks" ? tick(mark, begin, scale) : bar(mark, begin + i * step, step, scale),
      )}</g
    >`;
  });
  const homeTop = top + LANE_TITLE_HEIGHT;
  const home = html`<g>${title(timeline.home, homeTop)}${homeCurve(timeline, homeTop)}</g>`;
  const bottom = homeTop + HOME_CURVE_HEIGHT + 6;
  return html`<svg
    class="timeline"
    role="img"
    aria-label="${timeline.summary}"
    width="100%"
    height="${bottom + AXIS_HEIGHT}"
  >
    <defs>
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V7" class="hatch" />
      </pattern>
    </defs>
    ${timeline.outages.map((away) => outage(away, bottom, scale))}${timeAxis(scale, STAGES_HEIGHT, bottom)}${timeline.stages.map((stage, i) => stageLabel(stage, i, timeline.stages[i + 1], scale))}${timeline.outages.map((away) => outageLabel(away, scale))}
    ${lanes} ${home}
  </svg>`;
}

function title({ name, note }: { readonly name: string; readonly note: string }, begin: number): Html {
  return html`<text y="${begin - 9}"><tspan class="lane">${name}</tspan><tspan dx="8">${note}</tspan></text>`;
}

function outage({ from, to }: Outage, bottom: number, scale: TimeScale): Html {
  const box = html`x="${scale.x(from)}" y="${STAGES_HEIGHT - 4}" width="${scale.width(from, to)}"
  height="${bottom - STAGES_HEIGHT + 4}"`;
  return html`<rect class="outage" ${box} /><rect fill="url(#hatch)" ${box} />`;
}

/** In the lane that is empty during the outage. */
function outageLabel({ from, to, label }: Outage, scale: TimeScale): Html {
  const y = STAGES_HEIGHT + LANE_TITLE_HEIGHT + TICKS_HEIGHT / 2 + 4;
  return html`<text class="away middle" x="${scale.x((from + to) / 2)}" y="${y}">${label}</text>`;
}

function stageLabel({ at, name }: Stage, i: number, next: Stage | undefined, scale: TimeScale): Html {
  const hasRoom = scale.share(at, next?.at ?? scale.to) >= MIN_SHARE_OF_NAME;
  return html`<text class="stage" x="${scale.x(at)}" y="12"
    >${i + 1}${hasRoom && html`<tspan class="wide" dx="5">${name}</tspan>`}</text
  >`;
}

function tick(mark: Mark, top: number, scale: TimeScale): Html {
  if (mark.kind === "refused") return refused(mark, top + TICKS_HEIGHT + 6, scale);
  return html`<rect
    class="m ${mark.kind}"
    x="${scale.x(mark.answeredAt)}"
    y="${top}"
    width="2"
    height="${TICKS_HEIGHT}"
  />`;
}

/** A thin line while the message waits at its sender, a thick bar while it waits at the host that took it. */
function bar(mark: Mark, top: number, step: number, scale: TimeScale): Html {
  const { kind, sentAt, answeredAt, homeAt } = mark;
  const [y, thickness] = [round(top), round(Math.max(0.8, step * 0.55))];
  const atSender = scale.share(sentAt, answeredAt) > 0.002;
  const queue =
    atSender &&
    html`<rect
      class="queue"
      x="${scale.x(sentAt)}"
      y="${round(top + thickness / 2 - 0.5)}"
      width="${scale.width(sentAt, answeredAt)}"
      height="1"
    />`;
  if (kind === "refused") return html`${queue}${refused(mark, top + thickness / 2, scale)}`;
  const width = scale.width(answeredAt, homeAt ?? scale.to);
  return html`${queue}<rect
      class="m ${kind}"
      x="${scale.x(answeredAt)}"
      y="${y}"
      width="${width}"
      height="${thickness}"
    />`;
}

function refused({ answeredAt }: Mark, middle: number, scale: TimeScale): Html {
  return html`<circle class="m refused" cx="${scale.x(answeredAt)}" cy="${round(middle)}" r="3" />`;
}

const round = (pixels: number) => Math.round(pixels * 100) / 100;

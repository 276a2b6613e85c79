import { html, type Html } from "./html";
import { HOME_CURVE_HEIGHT, homeCurve } from "./home-curve";
import { timeAxis } from "./time-axis";
import type { Lane, Mark, OutageSpan, TimelineStage, TimelineModel } from "./timeline-model";
import { timeScale, type TimeScale } from "./time-scale";

const STAGES_HEIGHT = 26;
const LANE_TITLE_HEIGHT = 24;
const LANE_GAP = 18;
const TICKS_HEIGHT = 22;
/** Total height of the bars of a lane, unless each bar would then be thinner than MIN_BAR_STEP. */
const BARS_HEIGHT = 230;
const [MIN_BAR_STEP, MAX_BAR_STEP] = [1.6, 5];
/** The part of the width that a character takes, except on a phone. */
const CHARACTER_SHARE = 0.009;
/** A phone has about a third of the width; texts without room are hidden there. */
const NARROW_FACTOR = 2.5;
/** A shorter wait at the sender would be less than a pixel. */
const MIN_SHARE_OF_QUEUE = 0.002;
const AXIS_HEIGHT = 24;

/**
 * The timeline of every message as SVG; each message is one element of class `m`. All horizontal positions are percentages, so that
 * the figure fills any width and its text keeps its size.
 */
export function timelineSvg(timeline: TimelineModel): Html {
  const scale = timeScale(timeline.from, timeline.to);
  let top = STAGES_HEIGHT;
  const lanes = timeline.lanes.map((lane) => {
    const begin = top + LANE_TITLE_HEIGHT;
    const step = Math.min(MAX_BAR_STEP, Math.max(MIN_BAR_STEP, BARS_HEIGHT / Math.max(1, lane.marks.length)));
    const height = lane.form === "ticks" ? TICKS_HEIGHT : Math.max(TICKS_HEIGHT, step * lane.marks.length);
    top = begin + height + LANE_GAP;
    const marks = lane.marks.map((mark, i) =>
      lane.form === "ticks" ? tick(mark, lane, scale) : bar(mark, lane, i * step, step, scale),
    );
    return html`<g
      class="${lane.form} ${lane.kind}"
      style="--bar:${round(barHeight(step))}px"
      transform="translate(0 ${round(begin)})"
      >${title(lane, 0)}${marks}</g
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
      <pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V9" class="hatch" />
      </pattern>
    </defs>
    ${timeline.outages.map((away) => outage(away, bottom, scale))}${timeAxis(scale, STAGES_HEIGHT, bottom)}${timeline.stages.map((stage, i) => stageLabel(stage, i, timeline.stages[i + 1], scale))}${timeline.outages.map((away) => outageLabel(away, scale))}
    ${lanes} ${home}
  </svg>`;
}

function title({ name, note }: { readonly name: string; readonly note: string }, begin: number): Html {
  return html`<text y="${begin - 9}"><tspan class="lane">${name}</tspan><tspan dx="8">${note}</tspan></text>`;
}

function outage({ from, to }: OutageSpan, bottom: number, scale: TimeScale): Html {
  const box = html`x="${scale.x(from)}" y="${STAGES_HEIGHT - 4}" width="${scale.width(from, to)}"
  height="${bottom - STAGES_HEIGHT + 4}"`;
  return html`<rect class="outage" ${box} /><rect fill="url(#hatch)" ${box} />`;
}

/**
 * The label of an outage, in the lane that is empty during the outage; `undefined`: the outage is too short for the
 * label.
 */
function outageLabel({ from, to, label }: OutageSpan, scale: TimeScale): Html | undefined {
  const room = scale.share(from, to) / ((label.length + 3) * CHARACTER_SHARE);
  if (room < 1) return undefined;
  const y = STAGES_HEIGHT + LANE_TITLE_HEIGHT + TICKS_HEIGHT / 2 + 4;
  const hidden = room < NARROW_FACTOR ? " wide" : "";
  return html`<text class="away middle${hidden}" x="${scale.x((from + to) / 2)}" y="${y}">${label}</text>`;
}

function stageLabel({ at, name }: TimelineStage, i: number, next: TimelineStage | undefined, scale: TimeScale): Html {
  const hasRoom = scale.share(at, next?.at ?? scale.to) >= (name.length + 3) * CHARACTER_SHARE;
  return html`<text class="stage" x="${scale.x(at)}" y="12"
    >${i + 1}${hasRoom && html`<tspan class="wide" dx="5">${name}</tspan>`}</text
  >`;
}

/**
 * Width and height of ticks, and the height of bars, are in the style sheet: as attributes they would be a quarter of
 * the figure's bytes.
 */
function tick(mark: Mark, lane: Lane, scale: TimeScale): Html {
  if (mark.kind === "refused") return refused(mark, TICKS_HEIGHT + 6, scale);
  return html`<rect class="${className(mark, lane)}" x="${scale.x(mark.answeredAt)}" />`;
}

/** A thin line while the message waits at its sender, a thick bar while it waits at the host that accepted it. */
function bar(mark: Mark, lane: Lane, top: number, step: number, scale: TimeScale): Html {
  const { kind, sentAt, answeredAt, homeAt } = mark;
  const middle = top + barHeight(step) / 2;
  const isQueued = scale.share(sentAt, answeredAt) >= MIN_SHARE_OF_QUEUE;
  const queue =
    isQueued &&
    html`<rect
      class="queue"
      x="${scale.x(sentAt)}"
      y="${round(middle - 0.5)}"
      width="${scale.width(sentAt, answeredAt)}"
    />`;
  if (kind === "refused") return html`${queue}${refused(mark, middle, scale)}`;
  const width = scale.width(answeredAt, homeAt ?? scale.to);
  return html`${queue}<rect
      class="${className(mark, lane)}"
      x="${scale.x(answeredAt)}"
      y="${round(top)}"
      width="${width}"
    />`;
}

function refused({ answeredAt }: Mark, middle: number, scale: TimeScale): Html {
  return html`<circle class="m refused" cx="${scale.x(answeredAt)}" cy="${round(middle)}" r="3" />`;
}

/** A mark of the lane's own kind needs no class of its own: the lane sets the colour. */
function className({ kind }: Mark, lane: Lane): string {
  return kind === lane.kind ? "m" : `m ${kind}`;
}

const barHeight = (step: number) => Math.max(0.8, step * 0.55);
const round = (pixels: number) => Math.round(pixels * 10) / 10;

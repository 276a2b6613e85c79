import { html, type Html } from "./html";
import type { MarkKind, TimelineModel } from "./timeline-model";

const SHAPES: Readonly<Record<MarkKind, Html>> = {
  primary: html`<rect class="k primary" x="10" width="2" height="12" />`,
  standby: html`<rect class="k standby" y="4" width="22" height="4" />`,
  refused: html`<circle class="k refused" cx="11" cy="6" r="3" />`,
  waiting: html`<rect class="k waiting" x="1" y="3.5" width="20" height="5" />`,
  wrong: html`<rect class="k wrong" y="4" width="22" height="4" />`,
};

const TEXTS: Readonly<Record<MarkKind, string>> = {
  primary: "accepted by the primary",
  standby: "waits at the standby",
  refused: "refused",
  waiting: "accepted by no host",
  wrong: "lost, duplicated or changed",
};

/** The meaning of the shapes that a timeline contains. */
export function legendOf({ lanes, outages }: TimelineModel): Html {
  const marks = lanes.flatMap((lane) => lane.marks);
  const kinds = (Object.keys(SHAPES) as MarkKind[]).filter((kind) => marks.some((mark) => mark.kind === kind));
  const items = kinds.map((kind) => entry(SHAPES[kind], TEXTS[kind]));
  const queue = marks.some(({ kind, sentAt, answeredAt }) => kind === "standby" && answeredAt > sentAt);
  return html`<ul class="legend">
    ${items} ${queue && entry(html`<rect class="queue" y="5.5" width="22" height="1" />`, "waits at its sender")}
    ${
      outages.length > 0 &&
      entry(
        html`<rect class="outage" width="22" height="12" /><rect fill="url(#hatch)" width="22" height="12" />`,
        "outage",
      )
    }
  </ul>`;
}

function entry(shape: Html, text: string): Html {
  return html`<li><svg aria-hidden="true">${shape}</svg>${text}</li>`;
}

/** The outcome of a message; each kind has its own shape and colour. */
export type MarkKind = "primary" | "standby" | "refused" | "waiting" | "wrong";

/** One message in a lane. */
export interface Mark {
  readonly kind: MarkKind;
  /** Seconds: the sender's first attempt, the answer of a host, the arrival in the mailbox. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** `undefined`: the message is in no mailbox. */
  readonly homeAt: number | undefined;
}

/** An outage: a shaded part of the time axis. */
export interface OutageSpan {
  readonly from: number;
  readonly to: number;
  /** The text of the label, such as `away for 12.3 s`. */
  readonly label: string;
}

/** A part of the measurement. The figure numbers the stages from 1, and names them where there is room. */
export interface TimelineStage {
  readonly at: number;
  readonly name: string;
}

export interface Lane {
  /** The kind of most marks in the lane; the lane has the colour of this kind. */
  readonly kind: MarkKind;
  readonly name: string;
  readonly note: string;
  /** `ticks`: one after another in a row; `bars`: one below another, each as long as the message waited. */
  readonly form: "ticks" | "bars";
  readonly marks: readonly Mark[];
}

export interface TimelineModel {
  readonly from: number;
  readonly to: number;
  readonly outages: readonly OutageSpan[];
  readonly stages: readonly TimelineStage[];
  readonly lanes: readonly Lane[];
  readonly home: { readonly name: string; readonly note: string };
  /** One sentence that describes the figure, for screen readers. */
  readonly summary: string;
}

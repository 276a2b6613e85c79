import { thousands } from "./units";

/** `good`: as it should be; `bad`: a person must act; `unknown`: something could not be judged. */
export type Tone = "good" | "bad" | "unknown";

/** A number that a reader looks for first. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly tone?: Tone | undefined;
}

export function countFigure(label: string, count: number): Figure {
  return { label, value: thousands(count) };
}

/** A count that should be zero. */
export function faultFigure(label: string, count: number): Figure {
  return { label, value: thousands(count), tone: count === 0 ? "good" : "bad" };
}

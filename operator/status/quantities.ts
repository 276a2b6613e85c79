import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../lib/time";

/** A duration for people, in the largest unit whose value is at least two. */
export function ageText(ms: number): string {
  // After the clock was set back, an age may be negative.
  const age = Math.max(0, ms);
  if (age < 2 * MINUTE_MS) return `${Math.round(age / SECOND_MS)} s`;
  if (age < 2 * HOUR_MS) return `${Math.round(age / MINUTE_MS)} min`;
  if (age < 2 * DAY_MS) return `${Math.round(age / HOUR_MS)} h`;
  return `${Math.round(age / DAY_MS)} days`;
}

/** Maximum difference between a record and the clock of the same machine, unless the clock was changed. */
const MAX_CLOCK_STEP_MS = 5 * MINUTE_MS;

/**
 * Whether the age of a record is unknown, because the clock was ahead when the record was made, or has been set back
 * since.
 */
export function isInFuture(time: string, now: number): boolean {
  return Date.parse(time) - now > MAX_CLOCK_STEP_MS;
}

export function countText(messages: number): string {
  return `${messages} ${messages === 1 ? "message" : "messages"}`;
}

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** A time in ISO 8601 for people; thousandths are for programs. */
export function withoutThousandths(time: string): string {
  return time.replace(/\.\d+Z$/, "Z");
}

/** Maximum number of names in a line. */
const MAX_NAMES = 10;

export function shortList(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

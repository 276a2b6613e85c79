import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../lib/time";

/** A duration for people, in the largest unit of which it has at least two. */
export function ageText(ms: number): string {
  // After the clock was set back, an age may be negative.
  const age = Math.max(0, ms);
  if (age < 2 * MINUTE_MS) return `${Math.round(age / SECOND_MS)} s`;
  if (age < 2 * HOUR_MS) return `${Math.round(age / MINUTE_MS)} min`;
  if (age < 2 * DAY_MS) return `${Math.round(age / HOUR_MS)} h`;
  return `${Math.round(age / DAY_MS)} days`;
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

/** A duration for people, such as `9.3 s`, `12 min 5 s`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3600)];
  if (hours === 0) return withRest(minutes, "min", whole % 60, "s");
  return withRest(hours, "h", minutes % 60, "min");
}

function withRest(count: number, unit: string, rest: number, smallerUnit: string): string {
  return rest === 0 ? `${count} ${unit}` : `${count} ${unit} ${rest} ${smallerUnit}`;
}

/** A count with its noun, such as `1 message`, `26 messages`, `1,204 messages`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${thousands(count)} ${count === 1 ? singular : plural}`;
}

/** With spaces that do not break: a headline must not end a line after "none". */
export const NONE_WRONG = "none\u00a0lost, none\u00a0duplicated, none\u00a0changed";

export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** A date and time such as `27 November 2026, 11:40 UTC`, in English and UTC on any machine. */
export function dateAndTime(iso: string): string {
  const at = new Date(iso);
  const month = MONTHS[at.getUTCMonth()];
  return `${at.getUTCDate()} ${month} ${at.getUTCFullYear()}, ${at.toISOString().slice(11, 16)} UTC`;
}

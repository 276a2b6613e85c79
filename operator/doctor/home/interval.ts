import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../../lib/time";
import { lookupTable } from "../../../lib/lookup-table";

/** The longest time between two listings of `import --watch`. */
export const WATCH_INTERVAL_MS = 5 * MINUTE_MS;

/**
 * The longest time from one start of a cron job to the next, from its crontab(5) line; `undefined`: the line has
 * another form.
 */
export function cronIntervalMs(line: string): number | undefined {
  const [minute = "", hour = "", ...days] = line.trim().split(/\s+/).slice(0, 5);
  if (minute.startsWith("@")) return { "@hourly": HOUR_MS, "@daily": DAY_MS, "@midnight": DAY_MS }[minute];
  if (days.some((day) => day !== "*")) return undefined;
  const step = (field: string) => (field === "*" ? 1 : Number(/^\*\/(\d{1,2})$/.exec(field)?.[1] ?? NaN));
  if (hour === "*" && step(minute) > 0) return step(minute) * MINUTE_MS;
  if (step(hour) > 0) return step(hour) * HOUR_MS;
  return /^\d+$/.test(hour) ? DAY_MS : undefined;
}

const UNITS_MS = lookupTable<number>({
  ...{ s: SECOND_MS, sec: SECOND_MS, second: SECOND_MS, seconds: SECOND_MS, "": SECOND_MS },
  ...{ m: MINUTE_MS, min: MINUTE_MS, minute: MINUTE_MS, minutes: MINUTE_MS },
  ...{ h: HOUR_MS, hr: HOUR_MS, hour: HOUR_MS, hours: HOUR_MS, d: DAY_MS, day: DAY_MS, days: DAY_MS },
});

/**
 * The longest time from one start of a systemd timer to the next, from its systemd.timer(5) settings; `undefined`: they
 * have another form.
 */
export function timerIntervalMs(text: string): number | undefined {
  const minutes = /^\s*OnCalendar\s*=\s*\*:0{0,2}\/(\d{1,2})\s*$/m.exec(text)?.[1];
  if (minutes !== undefined) return Number(minutes) * MINUTE_MS || undefined;
  const span = /^\s*OnUnit(?:Active|Inactive)Sec\s*=\s*(.+?)\s*$/m.exec(text)?.[1];
  if (span === undefined) return undefined;
  const parts = [...span.matchAll(/(\d+)\s*([a-z]*)\s*/g)];
  if (parts.map(([part]) => part).join("") !== span) return undefined;
  const total = parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNITS_MS[unit] ?? NaN), 0);
  return total > 0 ? total : undefined;
}

import { intervalOf, judgeLastRun } from "../../../../../operator/doctor/checks/home/last-run";
import { cronIntervalMs, timerIntervalMs } from "../../../../../operator/doctor/home/interval";
import { MINUTE_MS } from "../../../../../lib/time";

test.each([
  ["*/5 * * * * root standby-mx import", 5],
  ["* * * * * standby-mx import", 1],
  ["7 * * * * root standby-mx import", 60],
  ["0 */4 * * * root standby-mx import", 240],
  ["0 3 * * * root standby-mx import", 1440],
  ["@hourly root standby-mx import", 60],
  ["0 3 * * 1 root standby-mx import", undefined],
  ["5,25 * * * * root standby-mx import", 60],
  ["", undefined],
])("cron's %j is every %s minutes", (line, minutes) => {
  expect(cronIntervalMs(line)).toBe(minutes && minutes * MINUTE_MS);
});

test.each([
  ["OnCalendar=*:0/5", 5],
  ["OnUnitInactiveSec=5min", 5],
  ["OnBootSec=2min\nOnUnitActiveSec = 1h 30min\n", 90],
  ["OnUnitActiveSec=300", 5],
  ["OnCalendar=hourly", undefined],
  ["OnUnitActiveSec=5 fortnights", undefined],
])("the timer %j is every %s minutes", (text, minutes) => {
  expect(timerIntervalMs(text)).toBe(minutes && minutes * MINUTE_MS);
});

test("the longest enabled interval counts; default: an hour", () => {
  const schedule = (minutes: number | undefined, enabled = true) => ({
    ...({ kind: "cron", name: "a", enabled, intervalMs: minutes && minutes * MINUTE_MS } as const),
  });
  expect(intervalOf([schedule(5), schedule(10), schedule(90, false)])).toBe(10 * MINUTE_MS);
  expect(intervalOf([schedule(undefined)])).toBe(60 * MINUTE_MS);
  expect(intervalOf([])).toBe(60 * MINUTE_MS);
});

test("the age of a run that is recorded for the future is unknown", () => {
  const now = Date.parse("2026-11-27T12:00:00Z");
  const [at, later] = ["2026-11-27T12:00:01Z", "2027-01-01T00:00:00Z"];
  const run = (endedAt: string, lastSuccessAt: string) =>
    judgeLastRun(
      {
        ...{ writtenBy: "1", since: at, deliveredTotal: 0, lastSuccessAt },
        lastRun: { startedAt: endedAt, endedAt, exitCode: 75, delivered: 0, problems: [] },
      },
      5 * MINUTE_MS,
      now,
    ).status;
  expect([run(at, at), run(at, later), run(later, at)]).toEqual(["OK", "UNKNOWN", "UNKNOWN"]);
});

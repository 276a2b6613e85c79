import { checkStatus } from "../../../../operator/status/check";
import type { RunState } from "../../../../operator/status/run-state";
import type { ImporterStatus } from "../../../../operator/status/status";
import { HOUR_MS } from "../../../../lib/time";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const hoursAgo = (hours: number) => new Date(NOW - hours * HOUR_MS).toISOString();

const store = { countedAt: hoursAgo(0), waiting: [], unclaimed: { messages: 0, bytes: 0 }, heldCount: 0, held: [] };
const good: RunState = {
  ...{ writtenBy: "1", since: hoursAgo(500), deliveredTotal: 9, lastSuccessAt: hoursAgo(1), store },
  lastRun: { startedAt: hoursAgo(1), endedAt: hoursAgo(1), exitCode: 0, delivered: 0, problems: [] },
};
const status = (state?: RunState, unknown: readonly string[] = []): ImporterStatus => ({
  ...{ now: NOW, file: "/f", isLive: false, uncounted: [], state, store: state?.store, unknown },
});
const run = (exitCode: number) => ({
  ...good.lastRun,
  exitCode,
  problems: [{ kind: "bucket" as const, name: "mail", reason: "no | route" }],
});
const waits = (hours: number) => ({
  ...store,
  waiting: [{ mailbox: "ann", messages: 2, bytes: 9, oldest: hoursAgo(hours) }],
});

test.each<[string, ImporterStatus, string, RegExp]>([
  [
    "all is well",
    status(good),
    "OK",
    /^STANDBY-MX OK - last successful import 60 min ago; no mail waits, none held \| last/,
  ],
  ["mail waits, not for long", status({ ...good, store: waits(2) }), "OK", /2 messages waiting/],
  [
    "mail waits for too long",
    status({ ...good, store: waits(7) }),
    "CRITICAL",
    /2 messages waiting, the oldest for 7 h/,
  ],
  [
    "the last success is old",
    status({ ...good, lastSuccessAt: hoursAgo(7) }),
    "CRITICAL",
    /no successful import for 7 h/,
  ],
  [
    "no run ever succeeded",
    status({ ...good, lastSuccessAt: undefined }),
    "CRITICAL",
    /no successful import yet, for 21 days/,
  ],
  [
    "the last success is in the future",
    status({ ...good, lastSuccessAt: hoursAgo(-1) }),
    "UNKNOWN",
    /last success is recorded for 2026-11-27T13:00:00.000Z, which is in the future/,
  ],
  [
    "the last run failed",
    status({ ...good, lastRun: run(75) }),
    "WARNING",
    /exit code 75: bucket mail: no \/ route \| /,
  ],
  ["a message is held", status({ ...good, store: { ...store, heldCount: 1 } }), "WARNING", /1 message held/],
  [
    "mail has no mailbox",
    status({ ...good, store: { ...store, unclaimed: { messages: 1, bytes: 1 } } }),
    "WARNING",
    /under no mailbox's prefix/,
  ],
  [
    "no run is recorded",
    status(undefined, ["no run is recorded"]),
    "UNKNOWN",
    /^STANDBY-MX UNKNOWN - no run is recorded$/,
  ],
  ["no run has listed the bucket", status({ ...good, store: undefined }), "UNKNOWN", /no import has listed all mail/],
  ["S3 cannot be asked", status(good, ["cannot list"]), "UNKNOWN", /cannot list/],
  [
    "S3 cannot be asked and a run failed",
    status({ ...good, lastRun: run(78) }, ["cannot list"]),
    "WARNING",
    /78.*; cannot list/,
  ],
])("%s", (_, given, state, line) => {
  const answer = checkStatus(given, 6 * HOUR_MS);
  expect(answer.state).toBe(state);
  expect(answer.line).toMatch(line);
  expect(answer.line).not.toMatch(/\n|\|.*\|/);
});

import { formatMetrics } from "../../../../operator/status/metrics";
import type { RunState } from "../../../../operator/status/run-state";

const time = "2026-11-27T12:00:00.000Z";
const state: RunState = {
  ...{ writtenBy: '1"2', since: time, deliveredTotal: 7 },
  lastRun: { startedAt: "2026-11-27T11:59:58.500Z", endedAt: time, exitCode: 75, delivered: 0, problems: [] },
};
const waiting = [{ mailbox: "ann", messages: 2, bytes: 30, oldest: time }];
const store = { countedAt: time, waiting, unclaimed: { messages: 0, bytes: 0 }, heldCount: 1, held: [] };

test("unknown values are absent", () => {
  const text = formatMetrics(state);
  expect(text).toContain("standby_mx_run_duration_seconds 1.5\n");
  expect(text).toContain("# TYPE standby_mx_delivered_messages_total counter\nstandby_mx_delivered_messages_total 7\n");
  expect(text).not.toMatch(/last_success|waiting|held/);
});

test("a label's value is escaped", () => {
  expect(formatMetrics(state)).toContain('standby_mx_build_info{version="1\\"2"} 1\n');
});

test("mailboxes are named only on request", () => {
  expect(formatMetrics({ ...state, store })).not.toContain("ann");
  expect(formatMetrics({ ...state, store }, { perMailbox: true })).toContain(
    'standby_mx_mailbox_waiting_messages{mailbox="ann"} 2\n',
  );
});

test("without waiting mail there is no oldest message", () => {
  const empty = formatMetrics({ ...state, store: { ...store, waiting: [] } });
  expect(empty).toContain("standby_mx_waiting_messages 0\n");
  expect(empty).not.toContain("standby_mx_waiting_oldest");
  expect(empty).toContain('standby_mx_held_messages{reason="unlisted"} 1\n');
});

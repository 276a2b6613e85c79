import { heldCauses } from "../../importer/message/model";
import { waitingOf } from "./check";
import type { RunState, StoreCount } from "./run-state";

export interface MetricsOptions {
  /** Whether to count waiting mail by mailbox, which shows the names of mailboxes to all readers of the metrics. */
  readonly perMailbox?: boolean | undefined;
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  /** `undefined`: the value is unknown, and the sample is left out. */
  readonly value: number | undefined;
}

/**
 * The state in the text format of Prometheus, for node_exporter's textfile collector, which refuses samples with timestamps.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function formatMetrics(state: RunState, { perMailbox = false }: MetricsOptions = {}): string {
  const { lastRun, lastSuccessAt, deliveredTotal, arrivals, store, writtenBy } = state;
  const durationMs = Date.parse(lastRun.endedAt) - Date.parse(lastRun.startedAt);
  return [
    gauge("last_run_timestamp_seconds", "End of the last import.", seconds(lastRun.endedAt)),
    gauge("last_success_timestamp_seconds", "End of the last import with exit code 0 or 1.", seconds(lastSuccessAt)),
    gauge("run_exit_code", "Exit code of the last import.", lastRun.exitCode),
    gauge("run_duration_seconds", "Duration of the last import.", durationMs / 1000),
    ...(store ? storeMetrics(store, perMailbox) : []),
    metric("delivered_messages_total", "counter", "Messages delivered by all imports.", [{ value: deliveredTotal }]),
    metric("arrived_messages_total", "counter", "Messages that came by the standby.", [
      { value: arrivals?.total ?? 0 },
    ]),
    metric("arrived_while_up_messages_total", "counter", "Of these, those that came while this machine was up.", [
      { value: arrivals?.whileUp ?? 0 },
    ]),
    metric("build_info", "gauge", "The standby-mx of the last import.", [{ labels: { version: writtenBy }, value: 1 }]),
  ].join("");
}

function storeMetrics(store: StoreCount, perMailbox: boolean): readonly string[] {
  const { countedAt, waiting, unclaimed, heldCount, held } = store;
  const waitingMail = waitingOf(store);
  const byCause = heldCauses.map((cause) => ({
    labels: { reason: cause },
    value: held.filter((message) => message.cause === cause).length,
  }));
  const unlisted = { labels: { reason: "unlisted" }, value: heldCount - held.length };
  const byMailbox = waiting.map(({ mailbox, messages }) => ({ labels: { mailbox }, value: messages }));
  return [
    gauge("waiting_counted_timestamp_seconds", "When the waiting mail was counted.", seconds(countedAt)),
    gauge("waiting_messages", "Messages that the next import delivers.", waitingMail.messages),
    gauge("waiting_bytes", "Bytes of these messages.", waitingMail.bytes),
    gauge("waiting_oldest_timestamp_seconds", "When the oldest of these was stored.", seconds(waitingMail.oldest)),
    metric("held_messages", "gauge", "Messages that wait for a decision.", [...byCause, unlisted]),
    gauge("unclaimed_messages", "Objects under no mailbox's prefix.", unclaimed.messages),
    ...(perMailbox ? [metric("mailbox_waiting_messages", "gauge", "Waiting messages by mailbox.", byMailbox)] : []),
  ];
}

function gauge(name: string, help: string, value: number | undefined): string {
  return metric(name, "gauge", help, [{ value }]);
}

function metric(name: string, type: "gauge" | "counter", help: string, samples: readonly Sample[]): string {
  const known = samples.filter(({ value }) => value !== undefined);
  if (known.length === 0) return "";
  const full = `standby_mx_${name}`;
  const lines = known.map(({ labels, value }) => `${full}${labelText(labels)} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join("")}`;
}

function labelText(labels: Sample["labels"]): string {
  if (!labels) return "";
  const escape = (text: string) => text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${escape(value)}"`)
    .join(",")}}`;
}

function seconds(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time) / 1000;
}

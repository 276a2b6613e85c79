import { isImportSuccess } from "../../lib/exit-codes";
import { HOUR_MS } from "../../lib/time";
import { ageText, countText, isInFuture } from "./quantities";
import type { MailCount, RunState, StoreCount } from "./run-state";
import type { ImporterStatus } from "./status";

/** A monitoring plugin's answer (https://www.monitoring-plugins.org/doc/guidelines.html). */
export interface CheckAnswer {
  readonly state: keyof typeof SEVERITY;
  /** One line of text, with performance data after the bar. */
  readonly line: string;
}

/** Severities: a finding is worse than a check that could not look. */
const SEVERITY = { OK: 0, UNKNOWN: 1, WARNING: 2, CRITICAL: 3 } as const;

type Finding = readonly [CheckAnswer["state"], string];

/** `maxAgeMs`: maximum age of the last success, and of the oldest waiting message. */
export function checkStatus(status: ImporterStatus, maxAgeMs = 24 * HOUR_MS): CheckAnswer {
  const { state, store, now, unknown } = status;
  const findings: Finding[] = unknown.map((text) => ["UNKNOWN", text]);
  if (state) findings.push(...judgeRuns(state, now, maxAgeMs));
  if (state || store) findings.push(...judgeMail(store, now, maxAgeMs));
  const bad = [...findings].sort(([a], [b]) => SEVERITY[b] - SEVERITY[a]);
  const worst = bad[0]?.[0] ?? "OK";
  const text = bad.length > 0 ? bad.map(([, what]) => what).join("; ") : okText(status);
  const data = performanceData(status);
  const performance = data === "" ? "" : ` | ${data}`;
  // The bar separates the text from the performance data, so the text must not contain one.
  return { state: worst, line: `STANDBY-MX ${worst} - ${text.replaceAll("|", "/")}${performance}` };
}

function judgeRuns({ lastRun, lastSuccessAt, since }: RunState, now: number, maxAgeMs: number): readonly Finding[] {
  const { exitCode, problems } = lastRun;
  const findings: Finding[] = [];
  const success = lastSuccessAt ?? since;
  const sinceSuccess = now - Date.parse(success);
  if (isInFuture(success, now)) {
    findings.push(["UNKNOWN", `the last success is recorded for ${success}, which is in the future; check the clock`]);
  }
  if (sinceSuccess > maxAgeMs) {
    const what = lastSuccessAt === undefined ? "no successful import yet, for" : "no successful import for";
    findings.push(["CRITICAL", `${what} ${ageText(sinceSuccess)}`]);
  }
  if (!isImportSuccess(exitCode)) {
    const [first] = problems;
    const why = first ? `: ${first.kind.replace("no-", "")} ${first.name}: ${first.reason}` : "";
    findings.push(["WARNING", `the last import ended with exit code ${exitCode}${why}`]);
  }
  return findings;
}

function judgeMail(store: StoreCount | undefined, now: number, maxAgeMs: number): readonly Finding[] {
  if (!store) return [["UNKNOWN", "no import has listed all mail yet"]];
  const findings: Finding[] = [];
  const { oldest, messages } = waitingOf(store);
  const age = oldest === undefined ? 0 : now - Date.parse(oldest);
  if (age > maxAgeMs) findings.push(["CRITICAL", `${countText(messages)} waiting, the oldest for ${ageText(age)}`]);
  if (store.heldCount > 0) findings.push(["WARNING", `${countText(store.heldCount)} held for your decision`]);
  const { unclaimed } = store;
  if (unclaimed.messages > 0) findings.push(["WARNING", `${countText(unclaimed.messages)} under no mailbox's prefix`]);
  return findings;
}

function okText({ state, store, now }: ImporterStatus): string {
  const { messages } = waitingOf(store!);
  const success = ageText(now - Date.parse(state!.lastSuccessAt!));
  return `last successful import ${success} ago; ${messages === 0 ? "no mail waits" : `${countText(messages)} waiting`}, none held`;
}

/** Performance data in the form `'label'=value[unit]` (the guidelines above). */
function performanceData({ state, store, now, uncounted }: ImporterStatus): string {
  const lastSuccessAt = state?.lastSuccessAt;
  // The count of a part of the mail would look as if the rest had been delivered.
  const counted = uncounted.length === 0 ? store : undefined;
  const values = [
    lastSuccessAt && `last_success_age=${Math.max(0, Math.round((now - Date.parse(lastSuccessAt)) / 1000))}s`,
    counted && `waiting=${waitingOf(counted).messages}`,
    counted && `held=${counted.heldCount}`,
  ];
  return values.filter(Boolean).join(" ");
}

/** The sum of all mailboxes. */
export function waitingOf({ waiting }: { readonly waiting: readonly MailCount[] }): MailCount {
  const oldest = waiting.flatMap((each) => each.oldest ?? []).sort()[0];
  const sum = (of: (mail: MailCount) => number) => waiting.reduce((total, mail) => total + of(mail), 0);
  return { messages: sum(({ messages }) => messages), bytes: sum(({ bytes }) => bytes), oldest };
}

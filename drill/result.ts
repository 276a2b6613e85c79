import type { Account } from "./reconcile/reconcile";
import type { SignatureCount } from "./reconcile/dkim";
import type { Finding } from "./reconcile/finding";
import { disagreements, type Disagreement } from "./disagreements";
import type { ImportRun } from "./import-run";
import { journeys, type Journey } from "./delivery-traces";
import type { Sent } from "./sent-log";
import type { Event, Timeline } from "./timeline";
import type { UserList } from "./user-list";

/** What `--json` prints. A message to two mailboxes counts twice: each copy has to arrive. */
export interface DrillResult {
  readonly sent: number;
  readonly viaPrimary: number;
  readonly viaStandby: number;
  /** Envelope recipients whom a host refused for good. */
  readonly refused: number;
  /** What the import says that it delivered. */
  readonly imported: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly changed: number;
  /** Copies in a mailbox that they were not for. */
  readonly misplaced: number;
  /**
   * Copies of other people's messages that the catch-all's mailbox got too. SES has no condition "everybody else", and its
   * objects do not name all recipients: a copy too many is better than a message lost.
   */
  readonly catchAllCopies: number;
  /** Files in a Maildir that nobody sent. */
  readonly unexpected: number;
  /** Envelope recipients that no host took in the end. */
  readonly waiting: number;
  /** Objects that the import left in the buckets, as bucket/key. */
  readonly left: readonly string[];
  /** What a standby could not do, such as store a message that it had accepted. */
  readonly troubles: readonly string[];
  readonly ok: boolean;
  readonly dkim: SignatureCount;
  readonly disagreements: readonly Disagreement[];
  readonly findings: readonly Finding[];
  readonly imports: readonly ImportRun[];
  readonly journeys: readonly Journey[];
  readonly timeline: readonly Event[];
  readonly seconds: number;
}

export interface Evidence {
  readonly ledger: readonly Sent[];
  readonly account: Account;
  readonly imports: readonly ImportRun[];
  readonly left: readonly string[];
  readonly troubles: readonly string[];
  readonly users: UserList;
  readonly isStandby: (host: string) => boolean;
  readonly timeline: Timeline;
}

export function conclude({
  ledger,
  account,
  imports,
  left,
  troubles,
  users,
  isStandby,
  timeline,
}: Evidence): DrillResult {
  const { deliveries, findings, catchAllCopies, signatures } = account;
  const travelled = journeys(ledger, isStandby);
  const ended = (outcome: Journey["outcome"]) => travelled.filter((journey) => journey.outcome === outcome).length;
  const found = (kind: Finding["kind"]) => findings.filter((finding) => finding.kind === kind).length;
  const viaStandby = deliveries.filter(({ host }) => isStandby(host)).length;
  const counts = {
    sent: deliveries.length + ended("refused") + ended("waiting"),
    viaPrimary: deliveries.length - viaStandby,
    viaStandby,
    refused: ended("refused"),
    imported: imports.reduce((sum, { delivered }) => sum + delivered, 0),
    lost: found("lost"),
    duplicated: found("duplicated"),
    changed: found("changed"),
    misplaced: found("misplaced"),
    catchAllCopies,
    unexpected: found("unexpected"),
    waiting: ended("waiting"),
  };
  const disagreed = disagreements(ledger, users);
  const ok =
    findings.length + counts.waiting + left.length + troubles.length + disagreed.length === 0 &&
    counts.imported === counts.viaStandby + catchAllCopies &&
    imports.every(({ exitCode }) => exitCode === 0);
  return {
    ...counts,
    left,
    troubles,
    ok,
    imports,
    dkim: signatures,
    disagreements: disagreed,
    findings,
    journeys: travelled,
    timeline: timeline.events,
    seconds: timeline.seconds,
  };
}

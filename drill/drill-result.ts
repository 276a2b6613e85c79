import type { Reconciliation } from "./reconcile/reconcile";
import type { SignatureCount } from "./reconcile/dkim";
import type { DeliveryFault } from "./reconcile/delivery-fault";
import { disagreements, type Disagreement } from "./disagreements";
import type { ImportRun } from "./import-run";
import { deliveryTraces, type DeliveryTrace } from "./delivery-traces";
import type { SentMessage } from "./dispatch";
import type { TimelineEvent, Timeline } from "./timeline";
import type { UserList } from "./user-list";

/**
 * The result of a drill, which `--json` prints. A message to two mailboxes counts twice, because each copy must arrive.
 */
export interface DrillResult {
  readonly sent: number;
  readonly viaPrimary: number;
  readonly viaStandby: number;
  /** Envelope recipients that a host refused with 5yz. */
  readonly refused: number;
  /** Deliveries that the import reports. */
  readonly imported: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly changed: number;
  /** Copies in another mailbox than the recipient's. */
  readonly misplaced: number;
  /**
   * Copies of other users' messages in the catch-all's mailbox. SES has no condition "all other addresses", and an object does
   * not name all recipients: an extra copy is better than a lost message.
   */
  readonly catchAllCopies: number;
  /** Files in a Maildir that were never sent. */
  readonly unexpected: number;
  /** Envelope recipients that no host has accepted or refused at the end. */
  readonly waiting: number;
  /** Objects that the import left in the buckets, as bucket/key. */
  readonly leftInBuckets: readonly string[];
  /** Errors of a standby, such as an accepted message that it could not store. */
  readonly standbyErrors: readonly string[];
  readonly ok: boolean;
  readonly dkim: SignatureCount;
  readonly disagreements: readonly Disagreement[];
  readonly faults: readonly DeliveryFault[];
  readonly imports: readonly ImportRun[];
  readonly traces: readonly DeliveryTrace[];
  readonly timeline: readonly TimelineEvent[];
  readonly seconds: number;
}

/** The observations of a drill. */
export interface DrillRecord {
  readonly sentLog: readonly SentMessage[];
  readonly reconciliation: Reconciliation;
  readonly imports: readonly ImportRun[];
  readonly leftInBuckets: readonly string[];
  readonly standbyErrors: readonly string[];
  readonly users: UserList;
  readonly isStandby: (host: string) => boolean;
  readonly timeline: Timeline;
}

export function drillResult({
  sentLog,
  reconciliation,
  imports,
  leftInBuckets,
  standbyErrors,
  users,
  isStandby,
  timeline,
}: DrillRecord): DrillResult {
  const { deliveries, faults, catchAllCopies, signatures } = reconciliation;
  const traces = deliveryTraces(sentLog, isStandby, users);
  const ended = (outcome: DeliveryTrace["outcome"]) => traces.filter((trace) => trace.outcome === outcome).length;
  const countOf = (kind: DeliveryFault["kind"]) => faults.filter((fault) => fault.kind === kind).length;
  const viaStandby = deliveries.filter(({ host }) => isStandby(host)).length;
  const counts = {
    sent: deliveries.length + ended("refused") + ended("waiting"),
    viaPrimary: deliveries.length - viaStandby,
    viaStandby,
    refused: ended("refused"),
    imported: imports.reduce((sum, { delivered }) => sum + delivered, 0),
    lost: countOf("lost"),
    duplicated: countOf("duplicated"),
    changed: countOf("changed"),
    misplaced: countOf("misplaced"),
    catchAllCopies,
    unexpected: countOf("unexpected"),
    waiting: ended("waiting"),
  };
  const disagreed = disagreements(sentLog, users);
  const ok =
    faults.length + counts.waiting + leftInBuckets.length + standbyErrors.length + disagreed.length === 0 &&
    counts.imported === counts.viaStandby + catchAllCopies &&
    imports.every(({ exitCode }) => exitCode === 0);
  return {
    ...counts,
    leftInBuckets,
    standbyErrors,
    ok,
    imports,
    dkim: signatures,
    disagreements: disagreed,
    faults,
    traces,
    timeline: timeline.events,
    seconds: timeline.seconds,
  };
}

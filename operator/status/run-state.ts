import type { HeldCause } from "../../importer/message/model";

/** The record of the importer's runs for `standby-mx status`: the file `run-state.json` of the state directory. Times are ISO 8601 in UTC. */
export interface RunState {
  /** The version of standby-mx that wrote the record. */
  readonly writtenBy: string;
  /** Time of the first recorded run; totals count from this time. */
  readonly since: string;
  readonly lastRun: LastRun;
  /** End of the last run with exit code 0 or 1. */
  readonly lastSuccessAt?: string | undefined;
  /** End of the last run that delivered a message. */
  readonly lastDeliveryAt?: string | undefined;
  /** Messages delivered by all runs since `since`. */
  readonly deliveredTotal: number;
  /** `undefined`: no run has listed all mail. */
  readonly arrivals?: Arrivals | undefined;
  /** The mail in the buckets; `undefined`: no run has listed all mail. */
  readonly store?: StoreCount | undefined;
}

export interface LastRun {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly exitCode: number;
  readonly delivered: number;
  /** The first `MAX_PROBLEMS` problems of the run. */
  readonly problems: readonly { readonly kind: string; readonly name: string; readonly reason: string }[];
}

/** Mail that came by the standby, and the part of it that came while this machine was up. */
export interface Arrivals {
  /** Start of the last run that listed all mail. */
  readonly until: string;
  /** The boot id of the operating system at that time; empty where it is unknown. */
  readonly bootId: string;
  readonly total: number;
  readonly lastAt?: string | undefined;
  /** Messages that came while this machine was up and reached S3, so that the mail server was probably up, too. */
  readonly whileUp: number;
  readonly lastWhileUpAt?: string | undefined;
}

export interface StoreCount {
  readonly countedAt: string;
  /** Mail that the next run delivers, one entry for each mailbox that has mail. */
  readonly waiting: readonly WaitingMail[];
  /** Objects under prefixes of no mailbox. */
  readonly unclaimed: MailCount;
  /** All messages that wait for a person. */
  readonly heldCount: number;
  /** The first `MAX_HELD` of the messages that wait for a person. */
  readonly held: readonly HeldInStore[];
}

/** Numbers of messages and bytes; `oldest`: when the oldest message was stored. */
export interface MailCount {
  readonly messages: number;
  readonly bytes: number;
  readonly oldest?: string | undefined;
}

export interface WaitingMail extends MailCount {
  readonly mailbox: string;
}

export interface HeldInStore {
  readonly bucket: string;
  readonly key: string;
  /** `undefined`: the store's entry for the object cannot be read. */
  readonly etag?: string | undefined;
  readonly bytes?: number | undefined;
  readonly storedAt?: string | undefined;
  readonly mailbox?: string | undefined;
  readonly cause: HeldCause;
  readonly reason: string;
}

export const MAX_PROBLEMS = 20;
export const MAX_HELD = 1000;

import type { HeldCause } from "../../importer/message/model";

/** What the runs of the importer leave for `standby-mx status`: the file `run-state.json` of the state directory. Times are ISO 8601 in UTC. */
export interface RunState {
  /** The standby-mx that wrote it. */
  readonly writtenBy: string;
  /** When the first run was recorded; totals count from here. */
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
  /** What the bucket holds; `undefined`: no run has seen the whole of it. */
  readonly store?: StoreCount | undefined;
}

export interface LastRun {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly exitCode: number;
  readonly delivered: number;
  /** What kept the run from its work, the first `MAX_PROBLEMS`. */
  readonly problems: readonly { readonly kind: string; readonly name: string; readonly reason: string }[];
}

/** Mail that came by the standby, by what this machine knows of itself at that time. */
export interface Arrivals {
  /** Start of the last run that listed all mail. */
  readonly until: string;
  /** The start of the operating system at that time; empty where it is unknown. */
  readonly bootId: string;
  readonly total: number;
  readonly lastAt?: string | undefined;
  /** Came while this machine was up and reached S3, so that the mail server was probably up, too. */
  readonly whileUp: number;
  readonly lastWhileUpAt?: string | undefined;
}

export interface StoreCount {
  readonly countedAt: string;
  /** Mail that the next run delivers, a mailbox a line; those without mail are left out. */
  readonly waiting: readonly WaitingMail[];
  /** Objects under no mailbox's prefix. */
  readonly unclaimed: MailCount;
  /** All messages that wait for a person. */
  readonly heldCount: number;
  /** The first `MAX_HELD` of these. */
  readonly held: readonly HeldInStore[];
}

/** So many messages, so many bytes; `oldest`: when the first of them was stored. */
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
  /** `undefined`: the store does not list the object readably. */
  readonly etag?: string | undefined;
  readonly bytes?: number | undefined;
  readonly storedAt?: string | undefined;
  readonly mailbox?: string | undefined;
  readonly cause: HeldCause;
  readonly reason: string;
}

export const MAX_PROBLEMS = 20;
export const MAX_HELD = 1000;

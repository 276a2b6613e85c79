import { MINUTE_MS, SECOND_MS } from "../../lib/time";
import type { Finding } from "../doctor/model";

/** The steps that the canary checks, in their order. */
export const HOPS = ["connection", "invented-address", "address", "stored", "headers", "imported", "mailbox"] as const;
export type HopName = (typeof HOPS)[number];

/** The result of one step, with the standby of one region. */
export interface Hop extends Finding {
  readonly host: string;
  readonly hop: HopName;
  /** Milliseconds from the beginning of the canary to the end of the hop. */
  readonly elapsedMs: number;
}

export interface CanaryLimits {
  /** Milliseconds from the acceptance of the message until it is in the bucket. */
  readonly storedMs: number;
  /** Milliseconds from the acceptance of the message until it is in the mailbox. */
  readonly importedMs: number;
  /** Milliseconds after the first delivery in which a second delivery would be seen. */
  readonly settleMs: number;
}

/** `importedMs` is two intervals of the importer's timer, which starts the importer every five minutes. */
export const DEFAULT_LIMITS: CanaryLimits = {
  storedMs: MINUTE_MS,
  importedMs: 10 * MINUTE_MS,
  settleMs: 2 * SECOND_MS,
};

/** Milliseconds for the SMTP dialogue with one standby. */
export const DIALOGUE_DEADLINE_MS = 60 * SECOND_MS;

import { MINUTE_MS, SECOND_MS } from "../lib/time";
import { MIB } from "../lib/bytes";

/** Bounds of one import: memory must not grow with the backlog or with the size of its messages. */
export interface Limits {
  /** Messages of a batch (see `Pipeline`). */
  readonly maxBatchMessages: number;
  /**
   * Mailboxes of a batch. The mailboxes of the batches that are staged or committed at a time need no more workers than there are
   * (MAX_WORKERS): else a worker would be ended between the steps of one message, and started again.
   */
  readonly maxBatchMailboxes: number;
  /** Bytes of a batch, unless a single message is larger. */
  readonly maxBatchBytes: number;
  /** Downloads at the same time. */
  readonly maxDownloads: number;
  /** Mailboxes whose transports are in use at the same time. */
  readonly maxTransports: number;
  /** Milliseconds for a transport to answer for one message. */
  readonly transportTimeoutMs: number;
  /** Milliseconds for what a transport or a worker does at the moment when the import is asked to stop. */
  readonly stopTimeoutMs: number;
  /** Settled messages in the journal before a checkpoint moves them into the delivered list. */
  readonly maxJournalMessages: number;
}

export const LIMITS: Limits = {
  maxBatchMessages: 128,
  maxBatchMailboxes: 4,
  maxBatchBytes: 32 * MIB,
  maxDownloads: 128,
  maxTransports: 4,
  // RFC 5321 section 4.5.3.2.6: the timeout of a client after the end of the data.
  transportTimeoutMs: 10 * MINUTE_MS,
  // Longer than a server or a disk with a usual load takes; systemd's default TimeoutStopSec is 90 seconds.
  stopTimeoutMs: 10 * SECOND_MS,
  maxJournalMessages: 16_384,
};

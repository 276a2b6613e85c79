import type { Delivery, MessageIdentity } from "../../message/model";

/**
 * An attempt to deliver a message through a transport. A transport cannot be asked later whether it accepted the
 * message.
 */
export interface TransportAttempt extends MessageIdentity {
  readonly mailbox: string;
  /** Name of the transport, for people. */
  readonly transport: string;
  /** Time of the attempt, in milliseconds since the epoch. */
  readonly at: number;
  /** The transport's reply that permanently refused the message. */
  readonly refusal?: string;
  /** The transport has certainly not accepted the message, and may accept it later. */
  readonly isDeferred?: boolean;
  /**
   * The envelope recipients that still need the message; `undefined`: all of them. The transport accepted the message
   * for the others.
   */
  readonly remaining?: readonly string[];
  /** Number of times that the message was released although the status of an attempt was unknown. */
  readonly resends?: number;
}

/**
 * A line of the journal:
 * - `intent`: these deliveries begin; from here on a missing stage file means "delivered";
 * - `attempt`: a transport gets these messages, and from here on it is not known whether it accepted them; or it refused them, or
 *   accepted them for some of their recipients;
 * - `done`: these messages need no delivery any more, and their objects may be deleted;
 * - `released`: these messages are to be delivered from the store as if nothing had been tried.
 */
export type JournalRecord =
  | { readonly type: "intent"; readonly deliveries: readonly Delivery[] }
  | { readonly type: "attempt"; readonly attempts: readonly TransportAttempt[] }
  | { readonly type: "done"; readonly at: number; readonly messages: readonly MessageIdentity[] }
  | { readonly type: "released"; readonly messages: readonly MessageIdentity[] };

/** The journal's first line. */
export interface JournalHeader {
  readonly format: typeof JOURNAL_FORMAT;
  readonly version: number;
  /** The journal id: random; names the stage directories of this journal. */
  readonly id: string;
  /** Records of this journal before this header was written. */
  readonly sequence?: number;
  /** The number of open records that were written together with the header. */
  readonly carried?: number;
  readonly home?: JournalHome;
}

/** Where a journal was written, to notice that it is a copy. */
export interface JournalHome {
  /** Inode of the state directory. */
  readonly inode: number;
  /** machine-id(5); empty where there is none. */
  readonly machineId: string;
  readonly bootId: string;
}

export const JOURNAL_FORMAT = "standby-mx journal";
/**
 * Version 1 had no attempts, version 2 no `sequence`, `carried` and `home`, version 3 other names (see old-records.ts), version 4 no
 * `isDeferred` and `remaining`.
 */
export const JOURNAL_VERSION = 5;

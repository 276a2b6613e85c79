/** What makes an object one message, for ever: the same key with another ETag is another message. */
export interface MessageIdentity {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
}

/** A message that is staged completely and is about to be published in its mailbox. */
export interface Delivery extends MessageIdentity {
  readonly mailbox: string;
  /** Path of the Maildir. */
  readonly maildir: string;
  /** Directory and name of its stage file; the name is also that in `new/`. */
  readonly stage: string;
  readonly name: string;
  /** Maildir++ folder in which it is published, without the dot; `undefined`: INBOX. */
  readonly folder?: string;
  /** Bytes of the file. */
  readonly size: number;
  /** The start of the operating system under which it was to be published. */
  readonly boot: string;
  /** The number that the mark of its stage directory got, durably, when it was staged. */
  readonly stagedAt?: number;
  /** The directory could not be synced after the publication, so that nobody knows what is on disk. */
  readonly suspect?: boolean;
}

/** A message that is handed to another program or server, which cannot be asked later whether it took it. */
export interface Handover extends MessageIdentity {
  readonly mailbox: string;
  /** Who gets it, for people. */
  readonly receiver: string;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** What the receiver said when it refused the message for good. */
  readonly refusal?: string;
}

/**
 * A line of the journal:
 * - `intent`: these are going to be published; from here on a missing stage file means "published";
 * - `handover`: these are going to be handed over, from here on it is not known whether they were taken; or they were refused;
 * - `done`: these need no delivery (any more), and their objects may be deleted;
 * - `abandoned`: these are to be delivered from the store as if nothing had been tried.
 */
export type JournalRecord =
  | { readonly type: "intent"; readonly deliveries: readonly Delivery[] }
  | { readonly type: "handover"; readonly handovers: readonly Handover[] }
  | { readonly type: "done"; readonly at: number; readonly messages: readonly MessageIdentity[] }
  | { readonly type: "abandoned"; readonly messages: readonly MessageIdentity[] };

/** The journal's first line. */
export interface JournalHeader {
  readonly format: typeof FORMAT;
  readonly version: number;
  /** The journal id: random; names the stage directories of this journal. */
  readonly id: string;
  /** Records of this journal before those behind this header. */
  readonly sequence?: number;
  /** The first lines behind the header that were written with it: what was open. */
  readonly carried?: number;
  readonly home?: Home;
}

/** Where a journal was written: a copy of it is elsewhere. */
export interface Home {
  /** Of the state directory. */
  readonly inode: number;
  /** machine-id(5); empty where there is none. */
  readonly machine: string;
  readonly boot: string;
}

export const FORMAT = "standby-mx journal";
/** Version 1 had no `handover`, version 2 no `sequence`, `carried` and `home`. */
export const VERSION = 3;

/** A text that is the same for the same message only. */
export function identify({ bucket, key, etag }: MessageIdentity): string {
  return `${bucket}/${etag}/${key}`;
}

import type { MessageIdentity } from "../journal/records";

/** The SMTP envelope of one object: what the message itself does not hold (RFC 5321 section 2.3.1). */
export interface Envelope {
  /** MAIL FROM, without angle brackets; empty for the null sender of bounces. */
  readonly sender: string;
  /** Those of RCPT TO for which the mailbox's receipt rule stored this object, at least one. */
  readonly recipients: readonly string[];
}

/** Where the envelopes of messages are known. */
export interface Envelopes {
  /** `undefined`: nobody knows it (any more), or not yet. A message must be delivered without, too. */
  of(message: Pick<MessageIdentity, "bucket" | "key">): Promise<Envelope | undefined>;
}

/** Without a queue no envelope is ever known. */
export const noEnvelopes: Envelopes = { of: () => Promise.resolve(undefined) };

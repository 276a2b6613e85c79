/** The SMTP envelope with which a message is handed over. */
export interface HandoverEnvelope {
  /** MAIL FROM; "" is the null sender. */
  readonly sender: string;
  readonly recipient: string;
}

/** A message that is on disk completely, its lines ended by LF. */
export interface SpooledMessage {
  readonly path: string;
}

/** What became of a message that was handed over, in the receiver's `words`. */
export interface Answer {
  readonly kind:
    | "taken"
    /** Certainly not taken, and another try would get the same answer. */
    | "refused"
    /** Certainly not taken, but perhaps later. */
    | "later"
    /** Nobody knows. */
    | "unknown";
  readonly words: string;
}

/** Who takes the messages of one mailbox, one after another, when they are not put into a Maildir. */
export interface Receiver {
  /** For people. */
  readonly name: string;
  /** Gets ready to take a message; throws `MailboxError` where none can be handed over now. */
  ready(): Promise<void>;
  /** Throws `MailboxError` where the message was certainly not taken and no other would be. */
  take(message: SpooledMessage, envelope: HandoverEnvelope): Promise<Answer>;
  close(): void;
}

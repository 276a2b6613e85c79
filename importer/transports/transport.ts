import type { RecipientEnvelope } from "../message/model";
import type { SpoolFile } from "./spool";

/** What a transport did with a message. */
export interface TransportResult {
  readonly kind:
    | "accepted"
    /** Certainly not accepted, and another attempt would get the same reply. */
    | "refused"
    /** Certainly not accepted; a later attempt may succeed. */
    | "deferred"
    /** The message was sent, and no reply came. */
    | "unknown";
  /** What the server or program said, for people. */
  readonly reply: string;
}

/** Delivers the messages of one mailbox, one after another, to another server or program. */
export interface Transport {
  /** For people. */
  readonly name: string;
  /** Connects; throws `MailboxError` where no message can be delivered now. */
  ready(): Promise<void>;
  /** Throws `MailboxError` where the message was certainly not accepted, and no other message would be. */
  deliver(message: SpoolFile, envelope: RecipientEnvelope): Promise<TransportResult>;
  close(): void;
}

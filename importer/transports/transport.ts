import type { TransportEnvelope } from "../message/model";
import type { SpoolFile } from "./spool";

/** The result of a delivery for one recipient. */
export interface TransportResult {
  readonly kind:
    | "accepted"
    /** Certainly not accepted, and another attempt would get the same reply. */
    | "refused"
    /** Certainly not accepted; a later attempt may succeed. */
    | "deferred"
    /** The message was sent, and no reply came. */
    | "unknown";
  /** The reply of the server or program, for people. */
  readonly reply: string;
}

export interface RecipientResult extends TransportResult {
  readonly recipient: string;
}

export interface TransportTimeouts {
  /** Milliseconds for a reply of a server, or for a command. */
  readonly transportTimeoutMs: number;
  /** Asks the import to stop. */
  readonly signal: AbortSignal | undefined;
  /** Milliseconds after that for the message at hand. */
  readonly stopTimeoutMs: number;
}

/** Why a transport that does not end by itself is ended when the import is asked to stop. */
export function stopReason({ stopTimeoutMs }: TransportTimeouts): string {
  return `did not end within ${stopTimeoutMs / 1000} s after the import was asked to stop`;
}

/** Delivers the messages of one mailbox, one after another, to another server or program. */
export interface Transport {
  /** The server or program as messages name it. */
  readonly name: string;
  /** Connects; throws `MailboxError` where no message can be delivered now. */
  ready(): Promise<void>;
  /**
   * Returns a result for each recipient of the envelope. Throws `MailboxError` if the message was certainly accepted
   * for no recipient, and the next message would not be accepted either.
   */
  deliver(message: SpoolFile, envelope: TransportEnvelope): Promise<readonly RecipientResult[]>;
  close(): void;
}

/** Returns the same result for each recipient. */
export function resultForEach(recipients: readonly string[], result: TransportResult): RecipientResult[] {
  return recipients.map((recipient) => ({ recipient, ...result }));
}

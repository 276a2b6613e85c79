import type { Mailbox } from "../../settings/model";
import type { ObjectSummary } from "../../store/store";

/** Identifies a message: another ETag under the same key is another message. */
export interface MessageIdentity {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
}

export function identityOf({ bucket, key, etag }: MessageIdentity): MessageIdentity {
  return { bucket, key, etag };
}

/** The name of a message in commands and texts: `bucket/key`. */
export function nameOfMessage({ bucket, key }: Pick<MessageIdentity, "bucket" | "key">): string {
  return `${bucket}/${key}`;
}

/** A text that is equal only for equal identities. */
export function identify({ bucket, key, etag }: MessageIdentity): string {
  return `${bucket}/${etag}/${key}`;
}

/** A message in the store that has to be delivered. */
export interface Message {
  readonly identity: MessageIdentity;
  readonly object: ObjectSummary;
  readonly mailbox: Mailbox;
}

/** The delivery of one message into one Maildir, from its INTENT on. */
export interface Delivery extends MessageIdentity {
  readonly mailbox: string;
  /** Path of the Maildir. */
  readonly maildir: string;
  /** Generation of the stage directory. */
  readonly stage: string;
  /** Name of the stage file, and of the file in `new/`. */
  readonly name: string;
  /** Maildir++ folder without the dot; `undefined`: INBOX. */
  readonly folder?: string;
  /** Bytes of the file. */
  readonly size: number;
  /** Boot id of the operating system at the time of the INTENT. */
  readonly bootId: string;
  /** Number in the mark of the stage directory at the time of staging, durable with the stage file (maildir/stage-mark.ts). */
  readonly stagedAt?: number;
  /** The directory could not be synced after the rename, so the disk may have either state. */
  readonly syncFailed?: boolean;
}

/** The SMTP envelope of one stored message, which the message itself does not contain (RFC 5321 section 2.3.1). */
export interface Envelope {
  /** MAIL FROM, without angle brackets; empty for the null sender of bounces. */
  readonly sender: string;
  /** The envelope recipients for which SES stored this object, at least one. */
  readonly recipients: readonly string[];
  /** DMARC policy of the domain in the From header; SES reports the policy only for mail that fails DMARC. */
  readonly dmarcPolicy?: DmarcPolicy;
}

/** The SMTP envelope with which a transport delivers a message. */
export interface TransportEnvelope {
  /** MAIL FROM; "" is the null sender. */
  readonly sender: string;
  /** At least one; a command gets exactly one. */
  readonly recipients: readonly string[];
  /** `undefined`: SES does not name it. */
  readonly client?: OriginalClient | undefined;
}

/** The SMTP client from which SES received a message. */
export interface OriginalClient {
  /** An IP address. */
  readonly address: string;
  /** The client's name in DNS; `undefined`: there is none. */
  readonly name: string | undefined;
  /** What the client said in EHLO or HELO. */
  readonly helo: string;
}

export type ScanVerdict = "PASS" | "FAIL" | "GRAY" | "PROCESSING_FAILED" | "DISABLED";
export type DmarcPolicy = "none" | "quarantine" | "reject";

export interface AuthenticationResult {
  readonly result: string;
  readonly domain: string | undefined;
}

/** The headers that SES writes above a message, with its verdicts. */
export interface SesBlock {
  /** MAIL FROM; "" is the null sender of a bounce. */
  readonly envelopeSender: string;
  /** The single envelope recipient that SES names, even if there were several. */
  readonly recipient: string | undefined;
  readonly client: OriginalClient | undefined;
  readonly messageId: string | undefined;
  readonly receivedAt: Date | undefined;
  /** `undefined`: the rule does not scan. */
  readonly spam: ScanVerdict | undefined;
  readonly virus: ScanVerdict | undefined;
  /** Results in RFC 8601's words: pass, fail, softfail, none, … */
  readonly spf: string | undefined;
  readonly dkim: readonly AuthenticationResult[];
  readonly dmarc: (AuthenticationResult & { readonly policy: DmarcPolicy | undefined }) | undefined;
  /** Bytes up to the first header of the original message. */
  readonly length: number;
}

/** Why a message is held, in one word for programs; people read the reason, which is a separate text. */
export const heldCauses = [
  /** The settings hold what fails this check of SES (`importer.verdicts`). */
  "verdict",
  /** The transport permanently refused the message. */
  "refused",
  /** The delivery status is unknown. */
  "unknown-delivery",
  /** The mailbox's server needs all envelope recipients, which are not known. */
  "unknown-recipients",
  /** SES encrypted the message, and it cannot be decrypted. */
  "encryption",
  /** The store returns other bytes than it lists. */
  "damaged",
  /** The store refuses to return the object. */
  "denied",
  /** The object is larger than any message of SES. */
  "too-large",
  /** The listing's entry cannot be read. */
  "unreadable",
  /** The folder for the message cannot be used. */
  "folder",
  /** The message is delivered, and the store does not delete its object. */
  "not-deletable",
] as const;
export type HeldCause = (typeof heldCauses)[number];

/** This message cannot be delivered until a person acts. It stays in the store; other messages are delivered. */
export abstract class UndeliverableError extends Error {
  override readonly name: string = "UndeliverableError";
  abstract readonly heldBecause: HeldCause;
}

import type { Mailbox, Region } from "../../../settings/model";
import type { ObjectSummary } from "../../../store/store";
import type { MessageIdentity } from "../journal/records";
import type { DmarcPolicy } from "../../message/ses-block";
import type { ImportReport } from "../../report";

/** The SMTP envelope of one object: what the message itself does not hold (RFC 5321 section 2.3.1). */
export interface Envelope {
  /** MAIL FROM, without angle brackets; empty for the null sender of bounces. */
  readonly sender: string;
  /** Those of RCPT TO for which this object is in its mailbox, at least one. */
  readonly recipients: readonly string[];
  /** What the domain in the From header wants done with mail that fails DMARC; SES says it only of such mail. */
  readonly dmarcPolicy?: DmarcPolicy;
}

/**
 * What is to be done with a message:
 * - `early`: what SES says of it may still be on its way, so that the next run knows better;
 * - `superfluous`: the catch-all's copy of a message that the mailboxes of all its envelope recipients have.
 */
export type Judgement = "deliver" | "early" | "superfluous";

/** What is known of the envelopes of messages. */
export interface Envelopes {
  /** Learns what there is to know of a region's messages. What goes wrong is reported. */
  collect(region: Region, report: ImportReport, signal: AbortSignal | undefined): Promise<void>;
  /** `undefined`: nobody knows it (any more), or not yet. A message must be delivered without, too. */
  of(message: Pick<MessageIdentity, "bucket" | "key">): Promise<Envelope | undefined>;
  judge(bucket: string, object: Pick<ObjectSummary, "key" | "lastModified">, mailbox: Mailbox): Promise<Judgement>;
  /** These objects are gone. */
  forget(bucket: string, keys: readonly string[]): Promise<void>;
}

/** Without a queue no envelope is ever known. */
export const noEnvelopes: Envelopes = {
  collect: () => Promise.resolve(),
  of: () => Promise.resolve(undefined),
  judge: () => Promise.resolve("deliver"),
  forget: () => Promise.resolve(),
};

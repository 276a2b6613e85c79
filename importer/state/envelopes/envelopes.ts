import type { Mailbox, Region } from "../../../settings/model";
import type { ObjectSummary } from "../../../store/store";
import type { Envelope, MessageIdentity } from "../../message/model";
import type { Outcomes } from "../../outcome";

/**
 * How to treat a message:
 * - `deliver-without-envelope`: the envelope is not known;
 * - `awaiting-envelope`: the queue record may still arrive, so that the next run knows more;
 * - `redundant-copy`: the message is the catch-all's copy, and the mailboxes of all its envelope recipients have copies
 * of their own.
 */
export type EnvelopeDecision = "deliver" | "deliver-without-envelope" | "awaiting-envelope" | "redundant-copy";

/** The known envelopes of messages. */
export interface Envelopes {
  /** Collects the envelopes of a region's messages. The failure of a queue is an outcome, not an error. */
  collect(region: Region, signal: AbortSignal | undefined): Promise<Outcomes>;
  /** Whether this run has collected all records of all queues. */
  readonly isComplete: boolean;
  /** `undefined`: the envelope is not known. */
  of(message: Pick<MessageIdentity, "bucket" | "key">): Promise<Envelope | undefined>;
  decide(
    bucket: string,
    object: Pick<ObjectSummary, "key" | "lastModified">,
    mailbox: Mailbox,
  ): Promise<EnvelopeDecision>;
  /** Forgets the envelopes of objects that are no longer in the store. */
  forget(bucket: string, keys: readonly string[]): Promise<void>;
}

/** Without a queue no envelope is known. */
export const noEnvelopes: Envelopes = {
  isComplete: true,
  collect: () => Promise.resolve([]),
  of: () => Promise.resolve(undefined),
  decide: () => Promise.resolve("deliver-without-envelope"),
  forget: () => Promise.resolve(),
};

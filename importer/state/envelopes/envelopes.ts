import type { Mailbox, Region } from "../../../settings/model";
import type { ObjectSummary } from "../../../store/store";
import type { Envelope, MessageIdentity } from "../../message/model";
import type { Outcomes } from "../../outcome";

/**
 * What is to be done with a message:
 * - `deliver-without-envelope`: its envelope is not known;
 * - `awaiting-envelope`: its queue record may still arrive, so that the next run knows more;
 * - `redundant-copy`: the catch-all's copy of a message that the mailboxes of all its envelope recipients have.
 */
export type EnvelopeDecision = "deliver" | "deliver-without-envelope" | "awaiting-envelope" | "redundant-copy";

/** The known envelopes of messages. */
export interface Envelopes {
  /** Collects the envelopes of a region's messages. A queue that fails is an outcome, and not an error. */
  collect(region: Region, signal: AbortSignal | undefined): Promise<Outcomes>;
  /** This run has collected all records of all queues. */
  readonly isComplete: boolean;
  /** `undefined`: the envelope is not known. */
  of(message: Pick<MessageIdentity, "bucket" | "key">): Promise<Envelope | undefined>;
  decide(
    bucket: string,
    object: Pick<ObjectSummary, "key" | "lastModified">,
    mailbox: Mailbox,
  ): Promise<EnvelopeDecision>;
  /** The store does not have these objects any more. */
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

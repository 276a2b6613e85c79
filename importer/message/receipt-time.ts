import type { ObjectSummary } from "../../store/store";
import type { OpenMessage } from "./open-message";

/**
 * The time at which SES received a message, from SES's block: SES may store the message up to 36 hours later, and a
 * copied or restored object is new to the store. Without the block, or if its time is later, the time at which the
 * store got the object.
 */
export function receiptTime(
  { sesBlock }: Pick<OpenMessage, "sesBlock">,
  { lastModified }: Pick<ObjectSummary, "lastModified">,
): Date {
  const receivedAt = sesBlock?.receivedAt;
  return receivedAt !== undefined && receivedAt <= lastModified ? receivedAt : lastModified;
}

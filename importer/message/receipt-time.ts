import type { ObjectSummary } from "../../store/store";
import type { OpenMessage } from "./open-message";

/**
 * When SES received a message, by SES's block: SES may store the message up to 36 hours later, and an object that was copied or
 * restored is new to the store. Without the block, or where its time is later, the time at which the store got the object.
 */
export function receiptTime(
  { sesBlock }: Pick<OpenMessage, "sesBlock">,
  { lastModified }: Pick<ObjectSummary, "lastModified">,
): Date {
  const receivedAt = sesBlock?.receivedAt;
  return receivedAt !== undefined && receivedAt <= lastModified ? receivedAt : lastModified;
}

import type { ObjectSummary } from "../../store/store";
import type { OpenMessage } from "./open-message";

/**
 * When SES received a message: its own words, because it may store one as late as 36 hours after that, and an object that was
 * copied or restored is new to the store. Without them, or where they cannot be true, when the store got it.
 */
export function receiptTime(
  { sesBlock }: Pick<OpenMessage, "sesBlock">,
  { lastModified }: Pick<ObjectSummary, "lastModified">,
): Date {
  const told = sesBlock?.receivedAt;
  return told !== undefined && told <= lastModified ? told : lastModified;
}

import { StoreError } from "../../store/store-error";
import { messageOf } from "../../lib/errors";
import type { ImportContext } from "../context";
import { type Message, UndeliverableError } from "../message/model";
import { bucketProblem, held, interrupted, isStoreError, type Outcomes } from "../outcome";

/** What becomes of a message that could not be downloaded or written, by the error that was thrown. */
export function failureOutcomes({ mailboxes, signal }: ImportContext, message: Message, error: unknown): Outcomes {
  const { identity, mailbox } = message;
  if (error instanceof UndeliverableError) return [held(message, error.heldBecause, messageOf(error))];
  // An error of the disk, such as ENOSPC, not of the message.
  if (!(error instanceof StoreError)) return mailboxes.suspend(mailbox.user, error);
  if (error.kind === "missing") return []; // removed since it was listed
  const isAboutTheMessage = error.kind === "denied" || error.kind === "invalid-key";
  if (isAboutTheMessage) return [held(message, "denied", error.message)];
  const isStop = isStoreError(error, "unavailable") && signal?.aborted === true;
  const reason = isStop ? interrupted(identity.bucket) : bucketProblem(identity.bucket, error);
  return [reason, error.kind === "unavailable" ? { kind: "store-unavailable" } : { kind: "suspended", count: 1 }];
}

import { StoreError } from "../../store/store-error";
import { messageOf } from "../../lib/errors";
import type { ImportContext } from "../context";
import { VerdictError } from "../message/choose-folder";
import { type Message, UndeliverableError } from "../message/model";
import { bucketProblem, heldOutcome, interruptedProblem, isStoreError, type Outcomes } from "../outcome";

/** The outcome of a message that could not be downloaded or written, by the error that was thrown. */
export function failureOutcomes(
  { mailboxes, signal, heldVerdicts }: ImportContext,
  message: Message,
  error: unknown,
): Outcomes {
  const { identity, mailbox } = message;
  if (error instanceof VerdictError) heldVerdicts.add(identity, error);
  if (error instanceof UndeliverableError) return [heldOutcome(message, error.heldBecause, messageOf(error))];
  // The error comes from the disk, such as ENOSPC, and does not concern the message.
  if (!(error instanceof StoreError)) return mailboxes.suspend(mailbox.user, error);
  if (error.kind === "missing") return []; // removed since it was listed
  const isAboutTheMessage = error.kind === "denied" || error.kind === "invalid-key";
  if (isAboutTheMessage) return [heldOutcome(message, "denied", error.message)];
  const isStop = isStoreError(error, "unavailable") && signal?.aborted === true;
  const reason = isStop ? interruptedProblem(identity.bucket) : bucketProblem(identity.bucket, error);
  return [reason, error.kind === "unavailable" ? { kind: "store-unavailable" } : { kind: "suspended", count: 1 }];
}

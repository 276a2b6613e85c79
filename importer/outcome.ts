import type { ObjectSummary } from "../store/store";
import { StoreError, type StoreErrorKind } from "../store/store-error";
import { messageOf } from "../lib/errors";
import type { HeldCause, Message, MessageIdentity } from "./message/model";

/**
 * The outcome of one or more messages or other objects in one step. `ImportReport.add` is the only place that counts
 * outcomes.
 */
export type Outcome =
  /** The message is in its mailbox. `to`: path or reply of the transport; `undefined` in a dry run. */
  | { readonly kind: "delivered"; readonly message: MessageIdentity; readonly mailbox: string; readonly to?: string }
  /** The object stays in the store until a person acts. `mailbox` is `undefined` where the listing cannot tell. */
  | ({ readonly kind: "held"; readonly mailbox?: string; readonly cause: HeldCause } & LeftObject)
  /** Messages stay in the store until the next run, because their mailbox is suspended or the run was stopped. */
  | { readonly kind: "suspended"; readonly count: number }
  /** The message stays in the store until the next run: the store or KMS did not answer. */
  | { readonly kind: "store-unavailable" }
  /** The message stays in the store until the next run: its queue record may still arrive. */
  | { readonly kind: "awaiting-envelope" }
  /** The catch-all's copy of a message that the mailboxes of all its recipients have. */
  | { readonly kind: "redundant-copy" }
  /** The object is not a message, and needs no attention. */
  | ({ readonly kind: "skipped" } & LeftObject)
  /** An object under a key prefix that no mailbox has. */
  | { readonly kind: "unclaimed"; readonly bucket: string; readonly prefix: string; readonly object: ObjectSummary }
  /** The message belongs to a mailbox of another host, whose importer delivers it. */
  | { readonly kind: "elsewhere"; readonly host: string }
  | { readonly kind: "deleted"; readonly count: number }
  /**
   * Queue records that are not from SES for this bucket, removed from the queue. `reason` belongs to the first record.
   */
  | { readonly kind: "foreign-records"; readonly queue: string; readonly count: number; readonly reason: string }
  | ({ readonly kind: "problem"; readonly of: ProblemKind } & Omit<ImportProblem, "kind">);

export type Outcomes = readonly Outcome[];

/** An object that was left in the store, and why. */
export interface LeftObject {
  readonly bucket: string;
  readonly key: string;
  readonly reason: string;
}

export type ProblemKind =
  "lock" | "no-lock" | "state" | "bucket" | "no-bucket" | "mailbox" | "deletion" | "interrupted" | "queue" | "resend";

/** Why the importer could not read a bucket or a queue, or deliver to a mailbox. */
export interface ImportProblem {
  readonly kind: ProblemKind;
  /** The bucket, mailbox or directory. */
  readonly name: string;
  readonly reason: string;
}

export function problem(of: ProblemKind, name: string, error: unknown): Outcome {
  return { kind: "problem", of, name, reason: messageOf(error) };
}

/** The error concerns the whole bucket, not a single object. */
export function bucketProblem(bucket: string, error: StoreError): Outcome {
  return problem(error.kind === "no-bucket" ? "no-bucket" : "bucket", bucket, error);
}

export function suspendedOutcomes(count: number): Outcomes {
  return count === 0 ? [] : [{ kind: "suspended", count }];
}

export function heldOutcome(
  { identity: { bucket, key }, mailbox }: Message,
  cause: HeldCause,
  reason: string,
): Outcome {
  return { kind: "held", bucket, key, mailbox: mailbox.user, cause, reason };
}

/** `count` messages stay in the store because the import was asked to stop. */
export function stoppedOutcomes(bucket: string, count: number): Outcomes {
  return [...suspendedOutcomes(count), interruptedProblem(bucket)];
}

export function interruptedProblem(bucket: string): Outcome {
  return problem("interrupted", bucket, "the import was asked to stop");
}

export function isStoreError(error: unknown, kind: StoreErrorKind): error is StoreError {
  return error instanceof StoreError && error.kind === kind;
}

import type { ObjectSummary } from "../store/store";
import { StoreError, type StoreErrorKind } from "../store/store-error";
import { messageOf } from "../lib/errors";
import type { HeldCause, Message, MessageIdentity } from "./message/model";

/** What became of messages and other objects in one step. `ImportReport.add` is the only place that counts outcomes. */
export type Outcome =
  /** In its mailbox. `to`: path or reply of the transport; `undefined` in a dry run. */
  | { readonly kind: "delivered"; readonly message: MessageIdentity; readonly mailbox: string; readonly to?: string }
  /** Stays in the store until a person acts. `mailbox` is unknown where the listing cannot tell. */
  | ({ readonly kind: "held"; readonly mailbox?: string; readonly cause: HeldCause } & LeftObject)
  /** Stay in the store until the next run, because their mailbox is suspended or the run was stopped. */
  | { readonly kind: "suspended"; readonly count: number }
  /** Stays in the store until the next run: the store or KMS did not answer. */
  | { readonly kind: "store-unavailable" }
  /** Stays in the store until the next run: its queue record may still arrive. */
  | { readonly kind: "awaiting-envelope" }
  /** The catch-all's copy of a message that the mailboxes of all its recipients have. */
  | { readonly kind: "redundant-copy" }
  /** Not a message, and needs no attention. */
  | ({ readonly kind: "skipped" } & LeftObject)
  /** An object under a key prefix that no mailbox has. */
  | { readonly kind: "unclaimed"; readonly bucket: string; readonly prefix: string; readonly object: ObjectSummary }
  /** Belongs to a mailbox of another host, whose importer delivers it. */
  | { readonly kind: "elsewhere"; readonly host: string }
  | { readonly kind: "deleted"; readonly count: number }
  /** Queue records that are not from SES for this bucket, removed from the queue. `reason` is that of the first. */
  | { readonly kind: "foreign-records"; readonly queue: string; readonly count: number; readonly reason: string }
  | ({ readonly kind: "problem"; readonly of: ProblemKind } & Omit<ImportProblem, "kind">);

export type Outcomes = readonly Outcome[];

/** An object of the store, and why it was left there. */
export interface LeftObject {
  readonly bucket: string;
  readonly key: string;
  readonly reason: string;
}

export type ProblemKind =
  "lock" | "no-lock" | "state" | "bucket" | "no-bucket" | "mailbox" | "deletion" | "interrupted" | "queue" | "resend";

/** What kept the importer from reading a bucket or a queue, or from delivering to a mailbox. */
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

export function suspended(count: number): Outcomes {
  return count === 0 ? [] : [{ kind: "suspended", count }];
}

export function held({ identity: { bucket, key }, mailbox }: Message, cause: HeldCause, reason: string): Outcome {
  return { kind: "held", bucket, key, mailbox: mailbox.user, cause, reason };
}

/** `count` messages stay in the store because the import was asked to stop. */
export function stopped(bucket: string, count: number): Outcomes {
  return [...suspended(count), interrupted(bucket)];
}

export function interrupted(bucket: string): Outcome {
  return problem("interrupted", bucket, "the import was asked to stop");
}

export function isStoreError(error: unknown, kind: StoreErrorKind): error is StoreError {
  return error instanceof StoreError && error.kind === kind;
}

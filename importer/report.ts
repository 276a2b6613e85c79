import type { StoreError } from "../store/store-error";
import { UnclaimedMail } from "./listing/unclaimed-mail";
import { messageOf } from "../lib/errors";

/** An object of the store, with why it was left alone. */
export interface LeftObject {
  readonly bucket: string;
  readonly key: string;
  readonly reason: string;
}

/** A message that waits in the store for a person to look at it. */
export interface HeldMessage extends LeftObject {
  /** `undefined`: the listing does not say whose it is. */
  readonly mailbox?: string;
}

/** What kept the importer from looking at, or delivering to, a part of the whole. */
export interface Problem {
  readonly kind:
    "lock" | "no-lock" | "state" | "bucket" | "no-bucket" | "mailbox" | "deletion" | "interrupted" | "queue" | "resend";
  /** The bucket, mailbox or directory. */
  readonly name: string;
  readonly reason: string;
}

/** Why a run ended as it did: what its exit code says. */
export type Outcome = "done" | "some-held" | "try-later" | "wrong-settings";

/** No list in a report is longer: memory does not grow with the backlog. The numbers are complete. */
export const LISTED = 1000;

/** What one run did. */
export class ImportReport {
  /** Messages that are in their Maildir since this run. */
  delivered = 0;
  /** Objects that this run deleted from the store. */
  deleted = 0;
  /** Messages left in the store until a mailbox or the store works again, as far as they were seen. */
  waiting = 0;
  /** Objects under no mailbox's prefix; never touched. */
  readonly unclaimedMail = new UnclaimedMail();
  /** Messages left for the next run, because what SES says of them had not come yet. */
  early = 0;
  /** The catch-all's copies of messages that the mailboxes of all their recipients have; deleted without delivery. */
  superfluous = 0;
  heldCount = 0;
  skippedCount = 0;
  readonly held: HeldMessage[] = [];
  readonly skipped: LeftObject[] = [];
  readonly problems: Problem[] = [];
  /** Records of a queue that were none of SES's for its bucket, and are removed; the reason is that of the first. */
  stray: { readonly queue: string; count: number; readonly reason: string } | undefined;

  hold(message: HeldMessage): void {
    this.heldCount++;
    if (this.held.length < LISTED) this.held.push(message);
  }

  skip(object: LeftObject): void {
    this.skippedCount++;
    if (this.skipped.length < LISTED) this.skipped.push(object);
  }

  strayRecord(queue: string, reason: string): void {
    this.stray ??= { queue, count: 0, reason };
    this.stray.count++;
  }

  /** The store does not give what was asked for, and not because of what it was. */
  bucketProblem(bucket: string, error: StoreError): void {
    this.problem(error.kind === "no-bucket" ? "no-bucket" : "bucket", bucket, error);
  }

  problem(kind: Problem["kind"], name: string, error: unknown): void {
    const reason = messageOf(error);
    if (this.problems.length >= LISTED) return;
    const known = this.problems.some((other) => other.kind === kind && other.name === name && other.reason === reason);
    if (!known) this.problems.push({ kind, name, reason });
  }

  /** Whether there is anything to say beside the problems. */
  get isWorthALine(): boolean {
    const { delivered, deleted, heldCount, waiting, superfluous, unclaimedMail } = this;
    return delivered + deleted + heldCount + waiting + superfluous + unclaimedMail.count > 0;
  }

  get outcome(): Outcome {
    if (this.problems.some(({ kind }) => kind === "no-bucket" || kind === "no-lock")) return "wrong-settings";
    if (this.problems.length > 0) return "try-later";
    return this.heldCount + this.unclaimedMail.count > 0 ? "some-held" : "done";
  }
}

import type { Outcome, Outcomes, LeftObject, ImportProblem } from "./outcome";
import type { HeldCause, MessageIdentity } from "./message/model";
import { UnclaimedMail } from "./listing/unclaimed-mail";

/** A message that stays in the store until a person acts. */
export interface HeldMessage extends LeftObject {
  /** `undefined`: the listing does not tell the mailbox. */
  readonly mailbox?: string;
  readonly cause: HeldCause;
}

/** How a run ended; the exit code says the same. */
export type RunOutcome = "done" | "some-held" | "try-later" | "wrong-settings";

/** Gets an event for each message during the import. */
export interface ImportObserver {
  delivered?(message: MessageIdentity, mailbox: string, to: string): void;
  progress?(report: ImportReport): void;
}

/** The longest list of a report, so that memory does not grow with the backlog. The counts are complete. */
export const MAX_LISTED = 1000;

/** The result of one run: the sum of its outcomes. */
export class ImportReport {
  /** Messages that this run put into their mailboxes. */
  delivered = 0;
  /** The number of delivered messages of each mailbox that got some. */
  readonly deliveredByMailbox = new Map<string, number>();
  /** Objects that this run deleted from the store. */
  deleted = 0;
  /** Messages left in the store for the next run, as far as the listing was read. */
  waiting = 0;
  /** Objects under prefixes of no mailbox; never touched. */
  readonly unclaimedMail = new UnclaimedMail();
  /** Messages for the mailboxes of each other host; never touched. */
  readonly ofOtherHosts = new Map<string, number>();
  /** Messages left for the next run because their queue record may still arrive. */
  awaitingEnvelope = 0;
  /** The catch-all's copies of messages that the mailboxes of all their recipients have; deleted without delivery. */
  redundantCopies = 0;
  heldCount = 0;
  skippedCount = 0;
  readonly held: HeldMessage[] = [];
  readonly skipped: LeftObject[] = [];
  readonly problems: ImportProblem[] = [];
  /** Queue records that were not from SES for the bucket, and were removed; `reason` belongs to the first record. */
  foreignRecords: { readonly queue: string; readonly count: number; readonly reason: string } | undefined;

  constructor(private readonly observer: ImportObserver = {}) {}

  /** The only place that counts outcomes. */
  add(outcomes: Outcomes): void {
    for (const outcome of outcomes) this.count(outcome);
    if (outcomes.some(({ kind }) => kind === "delivered" || kind === "deleted")) this.observer.progress?.(this);
  }

  private count(outcome: Outcome): void {
    switch (outcome.kind) {
      case "delivered":
        this.delivered++;
        this.deliveredByMailbox.set(outcome.mailbox, (this.deliveredByMailbox.get(outcome.mailbox) ?? 0) + 1);
        if (outcome.to !== undefined) this.observer.delivered?.(outcome.message, outcome.mailbox, outcome.to);
        break;
      case "deleted":
        this.deleted += outcome.count;
        break;
      case "suspended":
        this.waiting += outcome.count;
        break;
      case "store-unavailable":
        this.waiting++;
        break;
      case "awaiting-envelope":
        this.awaitingEnvelope++;
        break;
      case "redundant-copy":
        this.redundantCopies++;
        break;
      case "held":
        this.hold(outcome);
        break;
      case "skipped":
        this.skip(outcome);
        break;
      case "unclaimed":
        this.unclaimedMail.add(outcome.bucket, outcome.prefix, outcome.object);
        break;
      case "elsewhere":
        this.ofOtherHosts.set(outcome.host, (this.ofOtherHosts.get(outcome.host) ?? 0) + 1);
        break;
      case "foreign-records": {
        const { queue, count, reason } = this.foreignRecords ?? { ...outcome, count: 0 };
        this.foreignRecords = { queue, count: count + outcome.count, reason };
        break;
      }
      case "problem":
        this.addProblem({ kind: outcome.of, name: outcome.name, reason: outcome.reason });
        break;
    }
  }

  private hold({ bucket, key, mailbox, cause, reason }: HeldMessage): void {
    this.heldCount++;
    if (this.held.length < MAX_LISTED)
      this.held.push({ bucket, key, ...(mailbox !== undefined && { mailbox }), cause, reason });
  }

  private skip({ bucket, key, reason }: LeftObject): void {
    this.skippedCount++;
    if (this.skipped.length < MAX_LISTED) this.skipped.push({ bucket, key, reason });
  }

  private addProblem(added: ImportProblem): void {
    if (this.problems.length >= MAX_LISTED) return;
    const { kind, name, reason } = added;
    const isKnown = this.problems.some((each) => each.kind === kind && each.name === name && each.reason === reason);
    if (!isKnown) this.problems.push(added);
  }

  /** Whether there is anything to print besides the problems. */
  get isWorthALine(): boolean {
    const { delivered, deleted, heldCount, waiting, redundantCopies, unclaimedMail } = this;
    return delivered + deleted + heldCount + waiting + redundantCopies + unclaimedMail.count > 0;
  }

  get outcome(): RunOutcome {
    if (this.problems.some(({ kind }) => kind === "no-bucket" || kind === "no-lock")) return "wrong-settings";
    if (this.problems.length > 0) return "try-later";
    return this.heldCount + this.unclaimedMail.count > 0 ? "some-held" : "done";
  }
}

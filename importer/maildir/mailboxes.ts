import type { Mailbox } from "../../settings/model";
import { explainDiskError } from "../machine/disk-error";
import type { Machine } from "../machine/machine";
import type { Delivery } from "../message/model";
import { type Outcomes, problem, suspendedOutcomes } from "../outcome";
import { MailboxError } from "./mailbox-error";
import { Maildir, type StagingJournal } from "./maildir";
import { type MaildirPlace, placeOf } from "./place";
import type { BegunDeliveries } from "./stage";

/** The journal with its open deliveries, whose stage files must stay. */
type DeliveryJournal = StagingJournal & BegunDeliveries;

/** The Maildirs of one run, each opened for its first message, and the mailboxes that are suspended until the next run. */
export class Mailboxes {
  private readonly maildirs = new Map<string, Promise<Maildir>>();
  private readonly suspendedUsers = new Set<string>();
  private readonly failures = new Map<Maildir, { readonly error: unknown }>();
  private readonly paths = new Map<string, string>();
  private readonly firstMessages = new Map<string, Promise<void>>();

  constructor(
    private readonly machine: Machine,
    private readonly journal: DeliveryJournal,
    private readonly root: string | undefined,
    /** Whether to take over Maildirs that belong to other journals. */
    private readonly adopt: boolean,
  ) {}

  placeOf(mailbox: Mailbox): MaildirPlace {
    return placeOf(mailbox, this.root);
  }

  /** Throws `MailboxError` where this run cannot deliver to the Maildir. */
  async open(user: string, place: MaildirPlace): Promise<Maildir> {
    this.paths.set(user, place.path);
    let maildir = this.maildirs.get(place.path);
    if (!maildir) this.maildirs.set(place.path, (maildir = this.prepare(place)));
    return maildir;
  }

  /**
   * Runs `work` for each message of the mailbox: for the first message alone, then for others at the same time. A full disk is
   * known after the first message, so that not every import downloads a whole batch in vain.
   */
  async afterFirst(user: string, work: () => Promise<void>): Promise<void> {
    const first = this.firstMessages.get(user);
    if (first) return first.then(work);
    const begun = work();
    this.firstMessages.set(
      user,
      begun.catch(() => undefined),
    );
    return begun;
  }

  /** Ends deliveries to the mailbox for this run; `count` messages for the mailbox stay in the store. */
  suspend(user: string, error: unknown, count = 1): Outcomes {
    this.suspendedUsers.add(user);
    const path = this.paths.get(user);
    const reason = path === undefined ? error : explainDiskError(error, path, "tmp", "new");
    return [problem("mailbox", user, reason), ...suspendedOutcomes(count)];
  }

  /**
   * Ends deliveries to the Maildir for this run, staged messages included. `deliveries`: the deliveries that did not
   * succeed.
   */
  suspendDeliveries(maildir: Maildir, deliveries: readonly Delivery[], error: unknown): Outcomes {
    this.failures.set(maildir, { error });
    return deliveries.flatMap(({ mailbox }) => this.suspend(mailbox, error));
  }

  isSuspended(user: string): boolean {
    return this.suspendedUsers.has(user);
  }

  /** Why an earlier delivery to the Maildir did not succeed. */
  failureOf(maildir: Maildir): { readonly error: unknown } | undefined {
    return this.failures.get(maildir);
  }

  private async prepare(place: MaildirPlace): Promise<Maildir> {
    const maildir = await Maildir.open(this.machine, place, this.journal, this.adopt);
    try {
      await maildir.stage.discardLeftovers(this.journal);
      return maildir;
    } catch (error) {
      throw MailboxError.from(error);
    }
  }
}

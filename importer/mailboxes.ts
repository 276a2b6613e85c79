import { join } from "node:path";
import type { Mailbox } from "../settings/model";
import type { Journal } from "./state/journal/journal";
import type { Machine } from "./machine/machine";
import { Maildir, type MaildirPlace } from "./maildir/maildir";
import { explainDiskError } from "./maildir/disk-error";
import { MailboxError } from "./maildir/mailbox-error";
import type { ImportReport } from "./report";

/** The Maildirs of one run, each opened when the first message for it is there, and which mailboxes wait. */
export class Mailboxes {
  private readonly maildirs = new Map<string, Promise<Maildir>>();
  private readonly waiting = new Set<string>();
  private readonly paths = new Map<string, string>();

  constructor(
    private readonly machine: Machine,
    private readonly journal: Journal,
    private readonly report: ImportReport,
    private readonly root: string | undefined,
    /** Take Maildirs over from other journals. */
    private readonly adopt = false,
  ) {}

  placeOf(mailbox: Mailbox): MaildirPlace {
    return placeOf(mailbox, this.root);
  }

  /** `undefined`: this mailbox waits, and the report says why. */
  async open(user: string, place: MaildirPlace): Promise<Maildir | undefined> {
    if (this.waiting.has(user)) return undefined;
    // The stage directory will bear its id.
    await this.journal.makeDurable();
    this.paths.set(user, place.path);
    let maildir = this.maildirs.get(place.path);
    if (!maildir) this.maildirs.set(place.path, (maildir = this.prepare(place)));
    try {
      return await maildir;
    } catch (error) {
      this.wait(user, error);
      return undefined;
    }
  }

  /** Nothing more is delivered to this mailbox in this run. */
  wait(user: string, error: unknown): void {
    this.waiting.add(user);
    const path = this.paths.get(user);
    this.report.problem("mailbox", user, path === undefined ? error : explainDiskError(error, path));
  }

  isWaiting(user: string): boolean {
    return this.waiting.has(user);
  }

  private async prepare(place: MaildirPlace): Promise<Maildir> {
    const maildir = await Maildir.open(this.machine, place, this.journal, this.adopt);
    try {
      const open = new Set(this.journal.open.map(({ stage, name }) => `${stage}/${name}`));
      for (const file of await maildir.staged(this.journal.sequence)) {
        // Staged by a run that ended before its intent: the store still has the message.
        if (!open.has(`${file.stage}/${file.name}`)) await maildir.discard(file);
      }
      return maildir;
    } catch (error) {
      throw MailboxError.from(error);
    }
  }
}

/** Where a mailbox is. Below another root directory the owner of the settings does not count: that is for rehearsals. */
export function placeOf({ maildir, owner }: Mailbox, root: string | undefined): MaildirPlace {
  return root === undefined
    ? { path: maildir, owner }
    : { path: join(root, maildir), owner: undefined, mayBeRoots: true };
}

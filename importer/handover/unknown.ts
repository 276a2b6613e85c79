import type { Mailbox } from "../../settings/model";
import type { Journal } from "../journal/journal";
import { type Handover, identify, type MessageIdentity } from "../journal/records";
import type { ImportReport } from "../report";

/**
 * Messages that were handed over by a run that did not live to see, or did not hear, whether they were taken. By the mailbox's
 * settings they are handed over once more, or held until a person has looked.
 */
export class UnknownOutcomes {
  private readonly found: ReadonlySet<string>;
  private readonly seen = new Set<string>();

  constructor(
    private readonly mailboxes: readonly Mailbox[],
    private readonly journal: Journal,
    private readonly report: ImportReport,
  ) {
    this.found = new Set(journal.handovers.map(identify));
  }

  /** Makes those that are to be handed over once more like new: by the settings, or because a person names them `bucket/key`. */
  async release(named: readonly string[]): Promise<void> {
    const { handovers } = this.journal;
    const names = new Set(handovers.map(nameOf));
    for (const name of named.filter((each) => !names.has(each))) {
      const known = names.size > 0 ? [...names].join(", ") : "none";
      this.report.problem("state", name, `expected a message whose outcome is not known (${known}); nothing is resent`);
    }
    const released = handovers.filter((each) => !this.isHeld(each) || named.includes(nameOf(each)));
    if (released.length > 0) await this.journal.append({ type: "abandoned", messages: released });
  }

  /** Whether a message of the listing is held, and reports it then. */
  holds(message: MessageIdentity): boolean {
    const id = identify(message);
    if (this.found.has(id)) this.seen.add(id);
    const handover = this.journal.handovers.find((each) => identify(each) === id);
    if (!handover || !this.isHeld(handover)) return false;
    this.report.hold({ ...message, mailbox: handover.mailbox, reason: reasonToHold(handover) });
    return true;
  }

  /** Forgets those whose objects a person has deleted; to be called when the whole bucket was listed. */
  async forgetDeleted(bucket: string): Promise<void> {
    const gone = this.journal.handovers.filter((each) => {
      const id = identify(each);
      return each.bucket === bucket && this.found.has(id) && !this.seen.has(id);
    });
    if (gone.length > 0) await this.journal.append({ type: "abandoned", messages: gone });
  }

  private isHeld({ mailbox }: Handover): boolean {
    const known = this.mailboxes.find(({ user }) => user === mailbox);
    return known === undefined || isHeldWhenUnknown(known);
  }
}

/** Of a mailbox that is a Maildir by now, nobody knows what its owner would want. */
export function isHeldWhenUnknown({ destination }: Mailbox): boolean {
  return destination.kind === "maildir" || destination.onUnknown === "hold";
}

export function reasonToHold(handover: Handover, words?: string): string {
  const when = `${new Date(handover.at).toISOString()}${words === undefined ? "" : ` (${words})`}`;
  return (
    `nobody knows whether ${handover.receiver} took it at ${when}; look into the mailbox. If it is not there: ` +
    `standby-mx import --resend ${nameOf(handover)}; if it is, delete the object`
  );
}

function nameOf({ bucket, key }: MessageIdentity): string {
  return `${bucket}/${key}`;
}

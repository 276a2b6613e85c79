import type { Mailbox } from "../../settings/model";
import { identityOf } from "../delivery/commit-batch";
import type { Journal } from "../state/journal/journal";
import { type Handover, identify, type MessageIdentity } from "../state/journal/records";
import type { ImportReport } from "../report";
import { receiverName } from "./transports";
import { DAY_MS } from "../../lib/time";

/** So long a refused message is not tried again: it would be downloaded each time, and a program may have done half its work. */
const RETRY = DAY_MS;

/**
 * Messages that were handed over by an earlier run and are not done: nobody knows whether they were taken, because that run did
 * not live to see it, or the receiver has refused them. Some of them are handed over once more, the others are held until a
 * person has looked.
 */
export class OpenHandovers {
  private readonly found: ReadonlySet<string>;
  private readonly seen = new Set<string>();

  constructor(
    private readonly mailboxes: readonly Mailbox[],
    private readonly journal: Journal,
    private readonly report: ImportReport,
    private readonly now: () => number,
  ) {
    this.found = new Set(journal.handovers.map(identify));
  }

  /** Makes those that are to be handed over once more like new; among them those that a person names, as `bucket/key`. */
  async release(named: readonly string[]): Promise<void> {
    const { handovers } = this.journal;
    const names = new Set(handovers.map(nameOf));
    for (const name of named.filter((each) => !names.has(each))) {
      const known = names.size > 0 ? [...names].slice(0, 20).join(", ") : "none is";
      this.report.problem("resend", name, `expected a message that is held after it was handed over (${known})`);
    }
    const released = handovers.filter((each) => !this.isHeld(each) || named.includes(nameOf(each)));
    if (released.length > 0) await this.journal.append({ type: "abandoned", messages: released.map(identityOf) });
  }

  /** The listing shows this object, whosever it is. */
  note(object: MessageIdentity): void {
    if (this.found.size === 0) return;
    const id = identify(object);
    if (this.found.has(id)) this.seen.add(id);
  }

  /** Whether a message of the listing is held; it is reported then. */
  holds(message: MessageIdentity): boolean {
    const handover = this.journal.handoverOf(message);
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
    if (gone.length > 0) await this.journal.append({ type: "abandoned", messages: gone.map(identityOf) });
  }

  private isHeld({ mailbox: user, refusal, receiver, at }: Handover): boolean {
    const mailbox = this.mailboxes.find((each) => each.user === user);
    if (!mailbox) return true;
    if (refusal === undefined) return isHeldWhenUnknown(mailbox);
    return receiver === receiverName(mailbox.destination) && Math.abs(this.now() - at) < RETRY;
  }
}

/** Of a mailbox that is a Maildir by now, nobody knows what its owner would want. */
export function isHeldWhenUnknown({ destination }: Mailbox): boolean {
  return destination.kind === "maildir" || destination.onUnknown === "hold";
}

/** `words`: what ended the connection, where that is known. */
export function reasonToHold(handover: Handover, words?: string): string {
  const { receiver, refusal } = handover;
  const at = new Date(handover.at).toISOString();
  const resend = `standby-mx import --resend ${nameOf(handover)}`;
  if (refusal !== undefined)
    return `${receiver} refused it at ${at}: ${refusal}; to try again before a day is over: ${resend}`;
  const when = words === undefined ? at : `${at} (${words})`;
  const advice = `look into the mailbox. If it is not there: ${resend}; if it is, delete the object`;
  return `nobody knows whether ${receiver} took it at ${when}; ${advice}`;
}

function nameOf({ bucket, key }: MessageIdentity): string {
  return `${bucket}/${key}`;
}

import type { Mailbox } from "../../settings/model";
import { DAY_MS } from "../../lib/time";
import { identify, identityOf, type MessageIdentity } from "../message/model";
import { type Outcome, type Outcomes, problem } from "../outcome";
import type { Journal } from "../state/journal/journal";
import type { JournalRecord, TransportAttempt } from "../state/journal/records";
import { transportName } from "./transports";

/** Each retry of a refused message costs a download, and a program may have done half of its work. */
const REFUSED_RETRY_MS = DAY_MS;
/** Names in the message about an unknown `--resend`. */
const MAX_SUGGESTED_NAMES = 20;

/**
 * Messages that an earlier run passed to a transport and did not record as delivered: the run ended before the reply, or the
 * transport refused the message. Some of these messages are delivered again, the others are held until a person acts.
 */
export class OpenAttempts {
  private readonly earlier: ReadonlySet<string>;
  private readonly listed = new Set<string>();

  constructor(
    private readonly mailboxes: readonly Mailbox[],
    private readonly journal: Journal,
    private readonly now: () => number,
  ) {
    this.earlier = new Set(journal.attempts.map(identify));
  }

  /** Forgets the attempts of messages that are to be delivered again; `resend`: messages that a person names, as `bucket/key`. */
  async release(resend: readonly string[]): Promise<Outcomes> {
    const { attempts } = this.journal;
    const names = new Set(attempts.map(nameOf));
    const known = names.size > 0 ? [...names].slice(0, MAX_SUGGESTED_NAMES).join(", ") : "none is";
    const expected = `expected a message that is held after an attempt to send it (${known})`;
    const released = attempts.filter((each) => !this.isHeld(each) || resend.includes(nameOf(each)));
    for (const record of recordsOfRelease(released, this.mailboxes)) await this.journal.append(record);
    return resend.filter((name) => !names.has(name)).map((name) => problem("resend", name, expected));
  }

  /** The store still has this object. */
  noteListed(object: MessageIdentity): void {
    if (this.earlier.size === 0) return;
    const id = identify(object);
    if (this.earlier.has(id)) this.listed.add(id);
  }

  /** `undefined`: the message is not held because of an earlier attempt. */
  heldOutcome(message: MessageIdentity): Outcome | undefined {
    const attempt = this.journal.attemptOf(message);
    if (!attempt || !this.isHeld(attempt)) return undefined;
    const { bucket, key } = message;
    const cause = attempt.refusal === undefined ? "unknown-delivery" : "refused";
    const reason = this.isMovedAway(attempt) ? reasonAfterMove(attempt) : reasonToHold(attempt);
    return { kind: "held", bucket, key, mailbox: attempt.mailbox, cause, reason };
  }

  /** Forgets attempts whose objects a person has deleted; to be called when the whole bucket was listed. */
  async forgetDeleted(bucket: string): Promise<void> {
    const gone = this.journal.attempts.filter((each) => {
      const id = identify(each);
      return each.bucket === bucket && this.earlier.has(id) && !this.listed.has(id);
    });
    if (gone.length > 0) await this.journal.append({ type: "released", messages: gone.map(identityOf) });
  }

  private isMovedAway({ mailbox, remaining }: TransportAttempt): boolean {
    return remaining !== undefined && !hasServer(this.mailboxes, mailbox);
  }

  private isHeld(attempt: TransportAttempt): boolean {
    const { mailbox: user, refusal, transport, at, isDeferred } = attempt;
    const mailbox = this.mailboxes.find((each) => each.user === user);
    if (!mailbox) return true;
    if (this.isMovedAway(attempt)) return true;
    if (isDeferred) return false;
    if (refusal === undefined) return isHeldWhenUnknown(mailbox);
    return transport === transportName(mailbox.destination) && Math.abs(this.now() - at) < REFUSED_RETRY_MS;
  }
}

/**
 * Releases these messages, so that the next import delivers them again. Where the transport has accepted a message for some
 * recipients, only the remaining recipients get it, if the mailbox still has a server that accepts recipients.
 */
export function recordsOfRelease(
  attempts: readonly TransportAttempt[],
  mailboxes: readonly Mailbox[],
): readonly JournalRecord[] {
  const isPartlyDone = ({ mailbox, remaining }: TransportAttempt) =>
    remaining !== undefined && hasServer(mailboxes, mailbox);
  const whole = attempts.filter((each) => !isPartlyDone(each));
  const partly = attempts.filter((each) => isPartlyDone(each) && !each.isDeferred);
  return [
    ...(whole.length > 0 ? [{ type: "released", messages: whole.map(identityOf) } as const] : []),
    ...(partly.length > 0
      ? [
          {
            type: "attempt",
            attempts: partly.map(({ refusal: _, ...each }) => ({ ...each, isDeferred: true })),
          } as const,
        ]
      : []),
  ];
}

function hasServer(mailboxes: readonly Mailbox[], user: string): boolean {
  const destination = mailboxes.find((each) => each.user === user)?.destination;
  return destination !== undefined && "recipients" in destination;
}

/** A mailbox that has become a Maildir has no `onUnknown` setting any more: its message is held. */
export function isHeldWhenUnknown({ destination }: Mailbox): boolean {
  return destination.kind === "maildir" || destination.onUnknown === "hold";
}

/** `cause`: what ended the connection, where that is known. */
export function reasonToHold(attempt: TransportAttempt, cause?: string): string {
  const { transport, refusal, remaining } = attempt;
  const at = new Date(attempt.at).toISOString();
  const what = remaining === undefined ? "the message" : `the message for ${remaining.join(", ")}`;
  const resend = `standby-mx import --resend ${nameOf(attempt)}`;
  if (refusal !== undefined)
    return `${transport} refused ${what} at ${at}: ${refusal}; to try again before a day is over: ${resend}`;
  const when = cause === undefined ? at : `${at} (${cause})`;
  const advice = `look into the mailbox. If the message is missing: ${resend}; if it is there, delete the object`;
  return `delivery status unknown: ${transport} may have accepted ${what} at ${when}; ${advice}`;
}

function reasonAfterMove(attempt: TransportAttempt): string {
  const { transport, mailbox, remaining = [] } = attempt;
  const accepted = `${transport} has accepted the message, but not for ${remaining.join(", ")}, and ${mailbox} has another destination now`;
  return `${accepted}. To deliver the whole message there: standby-mx import --resend ${nameOf(attempt)}`;
}

function nameOf({ bucket, key }: MessageIdentity): string {
  return `${bucket}/${key}`;
}

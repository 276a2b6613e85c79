import type { Mailbox } from "../../settings/model";
import { mailboxOfPrefix, prefixOfKey } from "../../settings/names/key-prefixes";
import { DAY_MS } from "../../lib/time";
import { shellWord } from "../../lib/shell-word";
import { identify, identityOf, type MessageIdentity, nameOfMessage } from "../message/model";
import { type Outcome, type Outcomes, problem } from "../outcome";
import type { Journal } from "../state/journal/journal";
import type { JournalRecord, TransportAttempt } from "../state/journal/records";
import { transportName } from "./transports";

/** Each retry of a refused message costs a download, and a program may have done half of its work. */
const RETRY_INTERVAL_MS = DAY_MS;
/**
 * After this number of resends RETRY_INTERVAL_MS applies, too: a transport that never confirms the message may deliver
 * it each time.
 */
const MAX_FREQUENT_RESENDS = 3;
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
    const names = new Set(attempts.map(nameOfMessage));
    const heldNames = attempts.filter((each) => this.isHeld(each)).map(nameOfMessage);
    const suggestions = heldNames.length > 0 ? heldNames.slice(0, MAX_SUGGESTED_NAMES).join(", ") : "none is";
    const expected = `expected a message that is held after an attempt to send it (${suggestions})`;
    const released = attempts.filter((each) => !this.isHeld(each) || resend.includes(nameOfMessage(each)));
    const record = recordOfRelease(released, this.mailboxes);
    if (record) await this.journal.append(record);
    return resend.filter((name) => !names.has(name)).map((name) => problem("resend", name, expected));
  }

  /** Notes that the store still has this object. */
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
    const mailbox = mailboxOf(attempt, this.mailboxes);
    const user = mailbox?.user ?? attempt.mailbox;
    const reason = this.isMovedAway(attempt) ? reasonAfterMove(attempt, user) : reasonToHold(attempt, mailbox);
    return { kind: "held", bucket, key, mailbox: user, cause, reason };
  }

  /**
   * Forgets attempts whose objects a person has deleted. Call it only after everything under these prefixes was listed.
   */
  async forgetDeleted(bucket: string, prefixes: readonly string[]): Promise<void> {
    const deleted = this.journal.attempts.filter((each) => {
      const id = identify(each);
      const wouldBeListed = each.bucket === bucket && prefixes.some((prefix) => each.key.startsWith(prefix));
      return wouldBeListed && this.earlier.has(id) && !this.listed.has(id);
    });
    if (deleted.length > 0) await this.journal.append({ type: "released", messages: deleted.map(identityOf) });
  }

  private isMovedAway(attempt: TransportAttempt): boolean {
    return attempt.remaining !== undefined && !hasServer(mailboxOf(attempt, this.mailboxes));
  }

  private isHeld(attempt: TransportAttempt): boolean {
    const { refusal, transport, at, isDeferred, remaining } = attempt;
    // No recipient has the message, so any mailbox can get the whole message.
    if (isDeferred && remaining === undefined) return false;
    const mailbox = mailboxOf(attempt, this.mailboxes);
    if (!mailbox) return true;
    if (this.isMovedAway(attempt)) return true;
    if (isDeferred) return false;
    const isRecent = Math.abs(this.now() - at) < RETRY_INTERVAL_MS;
    const isTooEarly = isRecent && transport === transportName(mailbox.destination);
    if (refusal !== undefined) return isTooEarly;
    return isHeldWhenUnknown(mailbox) || (isTooEarly && hasManyResends(attempt));
  }
}

/**
 * Releases these messages, so that the next import delivers them again. Where the transport has accepted a message for some
 * recipients, only the remaining recipients get it, if the mailbox still has a server that accepts recipients.
 */
export function recordOfRelease(
  attempts: readonly TransportAttempt[],
  mailboxes: readonly Mailbox[],
): JournalRecord | undefined {
  const released = attempts.flatMap(({ refusal, remaining, ...attempt }): TransportAttempt[] => {
    const isPartlyDone = remaining !== undefined && hasServer(mailboxOf(attempt, mailboxes));
    if (attempt.isDeferred && (isPartlyDone || remaining === undefined)) return [];
    const isUnknown = refusal === undefined && !attempt.isDeferred;
    const { resends = 0 } = attempt;
    return [
      {
        ...attempt,
        ...(isPartlyDone && { remaining }),
        ...(isUnknown && { resends: resends + 1 }),
        isDeferred: true,
      },
    ];
  });
  return released.length > 0 ? { type: "attempt", attempts: released } : undefined;
}

/**
 * The mailbox of an attempt, found by its prefix if the user was renamed; `undefined`: the settings no longer have it.
 */
function mailboxOf(attempt: TransportAttempt, mailboxes: readonly Mailbox[]): Mailbox | undefined {
  const { mailbox, key } = attempt;
  return mailboxes.find(({ user }) => user === mailbox) ?? mailboxOfPrefix(mailboxes, prefixOfKey(key));
}

function hasServer(mailbox: Mailbox | undefined): boolean {
  return mailbox !== undefined && "recipients" in mailbox.destination;
}

/** A mailbox that has become a Maildir has no `onUnknown` setting any more: its message is held. */
export function isHeldWhenUnknown({ destination }: Mailbox): boolean {
  return destination.kind === "maildir" || destination.onUnknown === "hold";
}

/** Whether the message was sent again so often that the next attempt has to wait. */
export function hasManyResends({ resends = 0 }: TransportAttempt): boolean {
  return resends >= MAX_FREQUENT_RESENDS;
}

/**
 * `mailbox`: `undefined` if the settings no longer have it. `cause`: why the connection ended; `undefined`: unknown.
 */
export function reasonToHold(attempt: TransportAttempt, mailbox: Mailbox | undefined, cause?: string): string {
  const { transport, refusal, remaining } = attempt;
  const at = new Date(attempt.at).toISOString();
  const subject = remaining === undefined ? "the message" : `the message for ${remaining.join(", ")}`;
  const resend = resendCommand(attempt);
  if (refusal !== undefined)
    return `${transport} refused ${subject} at ${at}: ${refusal}; to try again before a day is over: ${resend}`;
  const time = cause === undefined ? at : `${at} (${cause})`;
  const advice = `look into the mailbox. If the message is missing: ${resend}; if it is there, delete the object`;
  const isSentAgain = mailbox !== undefined && !isHeldWhenUnknown(mailbox);
  const later = isSentAgain ? `; sent ${(attempt.resends ?? 0) + 1} times, the next time a day later` : "";
  return `delivery status unknown: ${transport} may have accepted ${subject} at ${time}${later}; ${advice}`;
}

function reasonAfterMove(attempt: TransportAttempt, user: string): string {
  const { transport, remaining = [] } = attempt;
  const accepted = `${transport} has accepted the message, but not for ${remaining.join(", ")}, and ${user} has another destination now`;
  return `${accepted}. To deliver the whole message there: ${resendCommand(attempt)}`;
}

function resendCommand(message: MessageIdentity): string {
  return `standby-mx import --resend ${shellWord(nameOfMessage(message))}`;
}

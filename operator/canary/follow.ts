import { hasCode, messageOf } from "../../lib/errors";
import { pause } from "../../lib/pause";
import { SETUP_OBJECT_NAME } from "../../lib/ses-setup-object";
import { objectKey } from "../../inbound/object-key";
import type { Mailbox } from "../../settings/model";
import { isOfHost } from "../../settings/names/hosts";
import { StoreError } from "../../store/store-error";
import type { Store } from "../../store/store";
import type { CanaryLimits } from "./model";
import { type MaildirCopy, MaildirCopies } from "./maildir-copies";

/** Why this machine could not look at a bucket or Maildir. */
export interface NotVisible {
  readonly reason: string;
}

/** The copy of the message for one mailbox. */
export interface TrackedCopy {
  readonly mailbox: Mailbox;
  readonly key: string;
  /** Times at which the object was first seen, and first seen to be gone. */
  storedAtMs?: number;
  importedAtMs?: number;
  stored?: string;
  copies: readonly MaildirCopy[];
  deliveredAtMs?: number;
}

export interface FollowOptions {
  readonly mailboxes: readonly Mailbox[];
  readonly messageId: string;
  readonly nonce: string;
  /** The host name of this machine in the settings. */
  readonly host?: string | undefined;
  /** The directory below which the Maildirs are; `undefined`: the root directory. */
  readonly root?: string;
  /** The store, or the reason why this machine cannot open it. */
  readonly store: Store | NotVisible;
  readonly limits: CanaryLimits;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

export interface FollowResult {
  readonly tracked: readonly TrackedCopy[];
  /** Why this machine could not look; `undefined`: it could. */
  readonly bucket: NotVisible | undefined;
  readonly maildirs: NotVisible | undefined;
  /** Keys under which SES stored the message, other than the expected keys. */
  readonly unexpectedKeys: readonly string[];
}

const MIN_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;

/** Follows an accepted message into the bucket and from there into the Maildirs, as far as this machine can see them. */
export async function followMessage(options: FollowOptions): Promise<FollowResult> {
  const { mailboxes, messageId, nonce, host, root = "", store, limits, signal, now } = options;
  const tracked = mailboxes.map((mailbox): TrackedCopy => ({
    mailbox,
    key: objectKey(mailbox.prefix, messageId),
    copies: [],
  }));
  const maildirs = new Map(tracked.map(({ mailbox }) => [mailbox, new MaildirCopies(root + mailbox.maildir, nonce)]));
  const acceptedAt = now();
  let bucket = "reason" in store ? store : undefined;
  const remoteMailbox = mailboxes.find((mailbox) => !isOfHost(mailbox, host));
  const elsewhere = remoteMailbox && { reason: `the mailbox of ${remoteMailbox.user} is on ${remoteMailbox.host}` };
  let maildirsHidden: NotVisible | undefined;

  for (let wait = MIN_PAUSE_MS; ; wait = Math.min(wait * 1.5, MAX_PAUSE_MS)) {
    for (const copy of tracked) {
      if (!("reason" in store)) bucket ??= await lookInBucket(copy, store, now);
      maildirsHidden ??= elsewhere ?? (await lookInMaildir(copy, maildirs.get(copy.mailbox)!, now));
    }
    const elapsed = now() - acceptedAt;
    const isStored = tracked.every(({ storedAtMs, copies }) => storedAtMs !== undefined || copies.length > 0);
    if (bucket && maildirsHidden) break;
    if (!isStored && !bucket && elapsed >= limits.storedMs) break;
    if (tracked.every((copy) => isFinished(copy, bucket, maildirsHidden))) break;
    if (elapsed >= limits.importedMs || signal.aborted) break;
    await pause(Math.min(wait, limits.importedMs - elapsed), signal);
  }
  if (!maildirsHidden && tracked.some(({ copies }) => copies.length > 0)) {
    await pause(limits.settleMs, signal);
    for (const copy of tracked) maildirsHidden ??= await lookInMaildir(copy, maildirs.get(copy.mailbox)!, now);
  }
  const isMissing =
    !bucket && tracked.some(({ storedAtMs, copies }) => storedAtMs === undefined && copies.length === 0);
  const unexpectedKeys = isMissing && !("reason" in store) ? await keysOf(messageId, tracked, store) : [];
  return { tracked, bucket, maildirs: maildirsHidden, unexpectedKeys };
}

function isFinished(
  { importedAtMs, copies }: TrackedCopy,
  bucket: NotVisible | undefined,
  maildirsHidden: NotVisible | undefined,
): boolean {
  const isImported = bucket !== undefined || importedAtMs !== undefined;
  return maildirsHidden ? isImported : copies.length > 0 && isImported;
}

/** Notes when the object appears, reads it, and notes when it is gone. */
async function lookInBucket(copy: TrackedCopy, store: Store, now: () => number): Promise<NotVisible | undefined> {
  const { key } = copy;
  try {
    let isThere = false;
    for await (const page of store.list(key)) isThere ||= page.some((object) => object.key === key);
    if (isThere && copy.storedAtMs === undefined) {
      copy.storedAtMs = now();
      copy.stored = await textOf(key, store);
    }
    const wasThere = copy.storedAtMs !== undefined || copy.copies.length > 0;
    if (!isThere && wasThere) copy.importedAtMs ??= now();
    return undefined;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // The message was imported between the listing and the reading.
    return error.kind === "missing" ? undefined : { reason: error.message };
  }
}

async function textOf(key: string, store: Store): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.get(key)).body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

async function lookInMaildir(
  copy: TrackedCopy,
  copies: MaildirCopies,
  now: () => number,
): Promise<NotVisible | undefined> {
  const { destination, maildir, user } = copy.mailbox;
  if (destination.kind !== "maildir")
    return { reason: `${user}'s mail goes to ${destination.kind}, not into a Maildir` };
  try {
    copy.copies = await copies.find();
    if (copy.copies.length > 0) copy.deliveredAtMs ??= now();
    return undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return { reason: `there is no Maildir ${maildir} here` };
    if (hasCode(error, "EACCES", "EPERM")) return { reason: `this user may not look into ${maildir}` };
    return { reason: messageOf(error) };
  }
}

/** Other keys under which SES stored the message. */
async function keysOf(messageId: string, tracked: readonly TrackedCopy[], store: Store): Promise<readonly string[]> {
  const expected = new Set(tracked.map(({ key }) => key));
  const unexpectedKeys: string[] = [];
  try {
    for await (const page of store.list("")) {
      unexpectedKeys.push(...page.map(({ key }) => key).filter((key) => key.includes(messageId) && !expected.has(key)));
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
  return unexpectedKeys.filter((key) => !key.endsWith(SETUP_OBJECT_NAME));
}

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

/** What this machine could not look at, and why. */
export interface Blindness {
  readonly reason: string;
}

/** One mailbox that is to get the message. */
export interface Station {
  readonly mailbox: Mailbox;
  readonly key: string;
  /** When the object was seen first, and last seen to be gone. */
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
  /** This machine, as in `Settings`. */
  readonly host?: string | undefined;
  /** `undefined` where the Maildirs are below the root directory. */
  readonly root?: string;
  /** Or why it cannot be opened here. */
  readonly store: Store | Blindness;
  readonly limits: CanaryLimits;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

export interface FollowResult {
  readonly stations: readonly Station[];
  /** `undefined`: the bucket could be looked at. */
  readonly bucket: Blindness | undefined;
  readonly maildirs: Blindness | undefined;
  /** Keys of the message that are not the expected ones. */
  readonly strangeKeys: readonly string[];
}

const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Follows an accepted message into the bucket and from there into the Maildirs, as far as this machine can see them. */
export async function followMessage(options: FollowOptions): Promise<FollowResult> {
  const { mailboxes, messageId, nonce, host, root = "", store, limits, signal, now } = options;
  const stations = mailboxes.map((mailbox): Station => ({
    mailbox,
    key: objectKey(mailbox.prefix, messageId),
    copies: [],
  }));
  const maildirs = new Map(stations.map(({ mailbox }) => [mailbox, new MaildirCopies(root + mailbox.maildir, nonce)]));
  const acceptedAt = now();
  let bucket = "reason" in store ? store : undefined;
  const far = mailboxes.find((mailbox) => !isOfHost(mailbox, host));
  const elsewhere = far && { reason: `the mailbox of ${far.user} is on ${far.host}` };
  let blind: Blindness | undefined;

  for (let wait = SHORTEST_PAUSE_MS; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
    for (const station of stations) {
      if (!("reason" in store)) bucket ??= await lookInBucket(station, store, now);
      blind ??= elsewhere ?? (await lookInMaildir(station, maildirs.get(station.mailbox)!, now));
    }
    const elapsed = now() - acceptedAt;
    const isStored = stations.every(({ storedAtMs, copies }) => storedAtMs !== undefined || copies.length > 0);
    if (bucket && blind) break;
    if (!isStored && !bucket && elapsed >= limits.storedMs) break;
    if (stations.every((station) => isHome(station, bucket, blind))) break;
    if (elapsed >= limits.importedMs || signal.aborted) break;
    await pause(Math.min(wait, limits.importedMs - elapsed), signal);
  }
  if (!blind && stations.some(({ copies }) => copies.length > 0)) {
    await pause(limits.settleMs, signal);
    for (const station of stations) blind ??= await lookInMaildir(station, maildirs.get(station.mailbox)!, now);
  }
  const isMissing =
    !bucket && stations.some(({ storedAtMs, copies }) => storedAtMs === undefined && copies.length === 0);
  const strangeKeys = isMissing && !("reason" in store) ? await keysOf(messageId, stations, store) : [];
  return { stations, bucket, maildirs: blind, strangeKeys };
}

function isHome(
  { importedAtMs, copies }: Station,
  bucket: Blindness | undefined,
  blind: Blindness | undefined,
): boolean {
  const isImported = bucket !== undefined || importedAtMs !== undefined;
  return blind ? isImported : copies.length > 0 && isImported;
}

/** Sees the object come, reads it, and sees it go. */
async function lookInBucket(station: Station, store: Store, now: () => number): Promise<Blindness | undefined> {
  const { key } = station;
  try {
    let isThere = false;
    for await (const page of store.list(key)) isThere ||= page.some((object) => object.key === key);
    if (isThere && station.storedAtMs === undefined) {
      station.storedAtMs = now();
      station.stored = await textOf(key, store);
    }
    const wasThere = station.storedAtMs !== undefined || station.copies.length > 0;
    if (!isThere && wasThere) station.importedAtMs ??= now();
    return undefined;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // Imported between the listing and the reading.
    return error.kind === "missing" ? undefined : { reason: error.message };
  }
}

async function textOf(key: string, store: Store): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.get(key)).body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

async function lookInMaildir(
  station: Station,
  copies: MaildirCopies,
  now: () => number,
): Promise<Blindness | undefined> {
  const { destination, maildir, user } = station.mailbox;
  if (destination.kind !== "maildir")
    return { reason: `${user}'s mail goes to ${destination.kind}, not into a Maildir` };
  try {
    station.copies = await copies.look();
    if (station.copies.length > 0) station.deliveredAtMs ??= now();
    return undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return { reason: `there is no Maildir ${maildir} here` };
    if (hasCode(error, "EACCES", "EPERM")) return { reason: `this user may not look into ${maildir}` };
    return { reason: messageOf(error) };
  }
}

/** Where else SES put the message. */
async function keysOf(messageId: string, stations: readonly Station[], store: Store): Promise<readonly string[]> {
  const expected = new Set(stations.map(({ key }) => key));
  const found: string[] = [];
  try {
    for await (const page of store.list("")) {
      found.push(...page.map(({ key }) => key).filter((key) => key.includes(messageId) && !expected.has(key)));
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
  return found.filter((key) => !key.endsWith(SETUP_OBJECT_NAME));
}

import { stat } from "node:fs/promises";
import { inParallel } from "../../lib/in-parallel";
import type { PostfixServer } from "../users/postfix/server";
import type { PasswdUser } from "../users/sources/passwd";
import { openDovecot } from "./dovecot-places";
import { placeByPostfix } from "./postfix-places";

/** The place of a mailbox on this machine; `undefined` members were not found. */
export interface MailboxPlace {
  readonly maildir?: string | undefined;
  /** The LMTP server that delivers the mailbox's mail, if that is not in a Maildir. */
  readonly lmtp?: string | undefined;
  /** `uid:gid`, if the owner of the Maildir on disk does not show it. */
  readonly owner?: string | undefined;
  /** A doubt that the operator must resolve. */
  readonly doubt?: string | undefined;
  /** How to resolve the doubt; `undefined`: by a place in the settings. */
  readonly advice?: string | undefined;
}

export interface PlaceSources {
  readonly postfix: PostfixServer | undefined;
  /** Dovecot's configuration file; `undefined`: the default file. Ignored if there is no Dovecot. */
  readonly dovecotConfig: string | undefined;
  readonly users: readonly PasswdUser[];
}

/** Maximum number of doveadm(1) processes at a time. */
const MAX_DOVEADM_AT_ONCE = 4;

/** Asks Dovecot for the place of each mailbox, or else derives the place as Postfix's own delivery agents do. */
export async function findPlaces(
  mailboxes: readonly string[],
  sources: PlaceSources,
): Promise<ReadonlyMap<string, MailboxPlace>> {
  const dovecot = await openDovecot(sources);
  const places = await inParallel(mailboxes, MAX_DOVEADM_AT_ONCE, async (mailbox) =>
    checked((await dovecot?.(mailbox)) ?? placeByPostfix(mailbox, sources)),
  );
  return new Map(mailboxes.map((mailbox, index) => [mailbox, places[index] ?? {}]));
}

/** Without `owner` the importer uses the owner of the Maildir, so `owner` is kept only where there is no Maildir yet. */
async function checked(place: MailboxPlace): Promise<MailboxPlace> {
  if (place.maildir === undefined) return place;
  const found = await stat(place.maildir).catch(() => undefined);
  if (found?.isDirectory()) return { ...place, owner: found.uid === 0 ? place.owner : undefined };
  return { ...place, doubt: place.doubt ?? `there is no directory ${place.maildir} (yet)` };
}

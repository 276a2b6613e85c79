import { stat } from "node:fs/promises";
import { inParallel } from "../../lib/in-parallel";
import { openDovecot } from "./dovecot-places";
import type { MailboxPlace, PlaceSources } from "./mailbox-place";
import { placeByPostfix } from "./postfix-places";

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

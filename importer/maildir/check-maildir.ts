import type { Owner } from "../../settings/model";
import { type Disk, type DiskEntry } from "../machine/disk";
import type { Ids, Machine } from "../machine/machine";
import { shellWord } from "../../lib/shell-word";
import { asOctal, type PathComponent, untrustedComponent, walkPath } from "../machine/path-trust";
import type { MaildirPlace } from "./place";
import { MailboxError } from "./mailbox-error";
import { makeDirectories } from "./make-directories";
import { hasCode } from "../../lib/errors";

const MAILDIR_PARTS = ["new", "cur", "tmp"];

/**
 * Checks whether this process may deliver into a Maildir, without opening or changing anything; returns the ids with whose rights
 * it must deliver.
 */
export async function checkMaildir(machine: Machine, place: MaildirPlace): Promise<Ids> {
  const { path } = place;
  const walked = await walkPath(machine.disk, path);
  if (!walked.end) {
    const make = makeDirectories(place.owner, path, ...MAILDIR_PARTS.map((name) => `${path}/${name}`));
    throw new MailboxError(`expected a Maildir at ${path}, found nothing; make it: ${make}, or correct the settings`);
  }
  const maildir = walked.end.entry;
  checkMode(path, maildir);
  for (const name of MAILDIR_PARTS) await checkPart(machine, path, maildir, name);
  const ids = await rightsFor(machine, place, maildir);
  const other = untrustedComponent(walked, maildir.uid);
  if (other !== undefined) throw new MailboxError(`another user could put another Maildir at ${path}: ${other}`);
  const closed = walked.passed.find(({ entry }) => entry.kind === "directory" && isClosedTo(ids, entry));
  if (closed) throw notEntered(closed, path, ids.uid);
  return ids;
}

async function checkPart({ disk }: Machine, path: string, maildir: DiskEntry, name: string): Promise<void> {
  const part = `${path}/${name}`;
  const entry = await disk.inspect(part);
  if (entry?.kind !== "directory") {
    const make = makeDirectories({ user: maildir.uid, group: maildir.gid }, part);
    const found = entry ? "something else; rename that, then" : "nothing; make it";
    throw new MailboxError(`expected a directory ${part}, found ${found}: ${make}`);
  }
  if (entry.uid !== maildir.uid) {
    const found = `${path} belongs to uid ${maildir.uid}, but ${name} in it to uid ${entry.uid}`;
    // Root may have made the outer directory; a chown to root would lock the user out.
    const owner = maildir.uid === 0 ? `${entry.uid}:${entry.gid}` : maildir.uid;
    throw new MailboxError(`expected one owner of the whole Maildir; ${found}; chown -R ${owner} ${shellWord(path)}`);
  }
  checkMode(part, entry);
}

function checkMode(path: string, entry: DiskEntry): void {
  if ((entry.mode & 0o700) !== 0o700) {
    const expected = `expected that the owner of ${path} can read, write and enter it, found mode ${asOctal(entry)}`;
    throw new MailboxError(`${expected}; chmod u+rwx ${shellWord(path)}`);
  }
  if ((entry.mode & 0o022) === 0) return;
  const expected = `expected that only the owner of ${path} can write it`;
  throw new MailboxError(`${expected}, found mode ${asOctal(entry)}; chmod go-w ${shellWord(path)}`);
}

/** The ids with whose rights the importer must deliver; throws where this process cannot get these rights. */
async function rightsFor(machine: Machine, place: MaildirPlace, maildir: DiskEntry): Promise<Ids> {
  const { path, owner, mayBeRoots } = place;
  const { uid, gid } = maildir;
  if (owner) {
    const expected = await idsOf(machine, path, maildir, owner);
    const { user, group } = owner;
    if (uid !== expected.uid || (group !== undefined && gid !== expected.gid)) {
      const expectation = `expected ${path} to belong to ${user} (uid ${expected.uid}, gid ${expected.gid})`;
      const fix = `chown -R ${expected.uid}:${expected.gid} ${shellWord(path)}, or correct the settings`;
      throw new MailboxError(`${expectation}, found uid ${uid}, gid ${gid}; ${fix}`);
    }
    if (machine.uid === 0) return expected;
  }
  if (machine.uid === uid) {
    if (uid !== 0 || mayBeRoots) return { uid, gid };
    const expected = `expected ${path} to belong to the user whose mail it is, found root`;
    throw new MailboxError(
      `${expected}; chown -R <user>: ${shellWord(path)}, or say "owner: root" in the settings if it is root's mail`,
    );
  }
  if (machine.uid !== 0) {
    const found = `${path} belongs to uid ${uid}, but this process runs as uid ${machine.uid}`;
    throw new MailboxError(`${found}; run the import as uid ${uid} or as root`);
  }
  return idsOf(machine, path, maildir, { user: uid, group: undefined });
}

/**
 * The uid of the Maildir's user, with the group of the user's account. The Maildir's own group is not used: in a
 * directory with the set-group-ID bit, any user can make a directory whose group the user does not belong to. A user
 * without an account cannot have done so.
 */
async function idsOf(machine: Machine, path: string, { gid }: DiskEntry, { user, group }: Owner): Promise<Ids> {
  try {
    return await machine.resolveOwner(user, group);
  } catch (error) {
    if (typeof user !== "number" || group !== undefined) throw error;
    if (gid !== 0) return { uid: user, gid };
    const fix = `chown -R ${user}:<group> ${shellWord(path)}, or name the group in the settings`;
    throw new MailboxError(`expected ${path} to belong to a group of uid ${user}, found root's group; ${fix}`);
  }
}

/** Checks that the owner, whose `disk` this is, can reach the Maildir; root can reach any directory. */
export async function checkAccess(machine: Machine, disk: Disk, path: string, uid: number): Promise<void> {
  if (await mayEnter(disk, `${path}/tmp`)) return;
  for (const { path: directory, entry } of (await walkPath(machine.disk, `${path}/tmp/.`)).passed) {
    if (entry.kind !== "directory" || (await mayEnter(disk, directory))) continue;
    throw notEntered({ path: directory, entry }, path, uid);
  }
}

/**
 * Whether the mode alone shows that these ids may not enter a directory. With an access control list the bits of the group are the most
 * that any entry of the list gives (acl(5)): then the ids may be able to enter.
 */
function isClosedTo({ uid }: Ids, entry: DiskEntry): boolean {
  if (uid === 0) return false;
  return (entry.mode & (entry.uid === uid ? 0o100 : 0o011)) === 0;
}

function notEntered({ path: directory, entry }: PathComponent, path: string, uid: number): MailboxError {
  // Others' bits do not count for the owner (path_resolution(7)).
  const change = entry.uid === uid ? "u+rwx" : "o+x";
  return new MailboxError(
    `uid ${uid} may not enter ${directory}, and so cannot deliver to ${path}; chmod ${change} ${shellWord(directory)}`,
  );
}

async function mayEnter(disk: Disk, directory: string): Promise<boolean> {
  try {
    await disk.inspect(`${directory}/.`);
    return true;
  } catch (error) {
    if (!hasCode(error, "EACCES")) throw error;
    return false;
  }
}

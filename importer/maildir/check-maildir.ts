import type { Owner } from "../../settings/model";
import type { Entry } from "../machine/disk";
import type { Machine } from "../machine/machine";
import type { MaildirPlace } from "./maildir";
import { MailboxError } from "./mailbox-error";

/** Looks whether this process may deliver into a Maildir, without changing anything; returns the Maildir's owner. */
export async function checkMaildir(machine: Machine, { path, owner }: MaildirPlace): Promise<Entry> {
  // "/." because the Maildir itself may be a symbolic link; what is in it may not.
  const maildir = await machine.disk.inspect(`${path}/.`);
  if (!maildir)
    throw new MailboxError(`expected a Maildir at ${path}, found nothing; make it, or correct the settings`);
  for (const name of ["new", "cur", "tmp"]) {
    const entry = await machine.disk.inspect(`${path}/${name}`);
    if (entry?.kind !== "directory") {
      throw new MailboxError(`expected a directory ${path}/${name}, found ${entry ? "something else" : "nothing"}`);
    }
    if (entry.uid !== maildir.uid) {
      const found = `${path} belongs to uid ${maildir.uid}, but ${name} in it to uid ${entry.uid}`;
      throw new MailboxError(`expected one owner of the whole Maildir; ${found}`);
    }
  }
  if (owner) await checkOwner(machine, path, maildir, owner);
  if (machine.uid !== 0 && machine.uid !== maildir.uid) {
    const found = `${path} belongs to uid ${maildir.uid}, but this process runs as uid ${machine.uid}`;
    throw new MailboxError(`${found}; run it as that user or as root`);
  }
  return maildir;
}

async function checkOwner(machine: Machine, path: string, maildir: Entry, { user, group }: Owner): Promise<void> {
  const expected = await machine.resolveOwner(user, group);
  if (maildir.uid === expected.uid && (group === undefined || maildir.gid === expected.gid)) return;
  const wanted = `expected ${path} to belong to ${user} (uid ${expected.uid}, gid ${expected.gid})`;
  throw new MailboxError(`${wanted}, found uid ${maildir.uid}, gid ${maildir.gid}; correct its owner, or the settings`);
}

import { Undeliverable } from "../message/undeliverable";
import { hasCode, type Entry } from "../machine/disk";
import type { Machine } from "../machine/machine";
import { subscribe } from "./subscriptions";

/** Where a folder is by Maildir++ (https://www.courier-mta.org/imap/README.maildirquota.html); `undefined`: INBOX. */
export function folderPath(maildir: string, folder: string | undefined): string {
  return folder === undefined ? maildir : `${maildir}/.${folder}`;
}

/** The folders of one Maildir in one run. */
export class Folders {
  private readonly known = new Map<string, Promise<void>>();
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly machine: Machine,
    private readonly maildir: string,
    private readonly owner: Entry,
  ) {}

  /**
   * Finds a folder, or makes it as Dovecot would, with its owner's mail client subscribed to it; durable when this returns.
   * Throws `Undeliverable` where something else has its place.
   */
  ensure(folder: string): Promise<void> {
    let ensured = this.known.get(folder);
    if (!ensured) {
      // One after another: they share the file of subscriptions.
      ensured = this.last.then(() => ensureFolder(this.machine, this.maildir, this.owner, folder));
      this.last = ensured.catch(() => undefined);
      this.known.set(folder, ensured);
    }
    return ensured;
  }
}

async function ensureFolder(machine: Machine, maildir: string, owner: Entry, folder: string): Promise<void> {
  const { disk } = machine;
  const path = folderPath(maildir, folder);
  // Before it is made: whoever finds it made need not look at the subscriptions again, which are the reader's to change.
  if (!(await disk.inspect(path))) await subscribe(machine, maildir, owner, folder);
  await ensureDirectory(machine, path, owner);
  for (const name of ["tmp", "cur"]) await ensureDirectory(machine, `${path}/${name}`, owner);
  if (!(await disk.inspect(`${path}/new`))) await markAsFolder(machine, path, owner);
  await ensureDirectory(machine, `${path}/new`, owner);
  // Also where all was found: the run that made it may have ended before it came to this.
  await disk.syncDirectory(path);
  await disk.syncDirectory(maildir);
}

async function ensureDirectory({ disk, uid }: Machine, path: string, owner: Entry): Promise<void> {
  try {
    if (!(await disk.inspect(path))) await disk.makeDirectory(path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error; // the reader was faster
  }
  const found = await disk.inspect(path);
  if (found?.kind !== "directory" || (found.uid !== owner.uid && found.uid !== uid) || found.device !== owner.device) {
    const expected = `expected ${path} to be a directory of uid ${owner.uid} on the file system of its Maildir`;
    throw new Undeliverable(`${expected}; correct that, or name another folder in importer.folders of the settings`);
  }
  if (found.uid !== owner.uid) await disk.setOwner(path, owner.uid, owner.gid);
}

/** An empty file by which a delivery agent that counts the quota knows that the Maildir itself is above. */
async function markAsFolder({ disk, uid }: Machine, path: string, owner: Entry): Promise<void> {
  const mark = `${path}/maildirfolder`;
  const found = await disk.inspect(mark);
  if (!found) await (await disk.create(mark)).close();
  if ((found?.uid ?? uid) !== owner.uid) await disk.setOwner(mark, owner.uid, owner.gid);
}

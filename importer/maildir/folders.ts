import { UndeliverableError } from "../message/model";
import { shellWord } from "../../lib/shell-word";
import { type Disk, type DiskEntry } from "../machine/disk";
import { MailboxError } from "./mailbox-error";
import { subscribe } from "./subscriptions";
import { hasCode } from "../../lib/errors";

/**
 * The path of a folder in the Maildir++ layout (https://www.courier-mta.org/imap/README.maildirquota.html);
 * `undefined`: INBOX.
 */
export function folderPath(maildir: string, folder: string | undefined): string {
  return folder === undefined ? maildir : `${maildir}/.${folder}`;
}

/** The path of a folder leads to something that is not a usable folder. */
class FolderError extends UndeliverableError {
  readonly heldBecause = "folder";
}

/** The folders of one Maildir in one run. */
export class Folders {
  private readonly known = new Map<string, Promise<void>>();
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly disk: Disk,
    private readonly maildir: string,
  ) {}

  /**
   * Finds a folder, or creates it as Dovecot does and subscribes the reader to it; the folder is durable when the
   * promise resolves. Throws `FolderError` if the path leads to something else.
   */
  ensure(folder: string): Promise<void> {
    let ensured = this.known.get(folder);
    if (!ensured) {
      // Folders are ensured one after another, because all of them change the same file of subscriptions.
      ensured = this.last.then(() => ensureFolder(this.disk, this.maildir, folder));
      this.last = ensured.catch(() => undefined);
      this.known.set(folder, ensured);
    }
    return ensured;
  }
}

async function ensureFolder(disk: Disk, maildir: string, folder: string): Promise<void> {
  const path = folderPath(maildir, folder);
  const inbox = await disk.inspect(`${maildir}/new`);
  if (!inbox) throw new MailboxError(`expected a directory ${maildir}/new, found nothing; run the import again`);
  // The subscription comes before the folder: a run that finds the folder does not change the subscriptions, which the
  // reader may have edited.
  if (!(await disk.inspect(path))) await subscribe(disk, maildir, inbox.uid, folder);
  await ensureDirectory(disk, path, inbox);
  for (const name of ["tmp", "cur"]) await ensureDirectory(disk, `${path}/${name}`, inbox);
  if (!(await disk.inspect(`${path}/new`))) await markAsFolder(disk, path);
  await ensureDirectory(disk, `${path}/new`, inbox);
  // An existing folder is synced, too: the run that created it may have ended before its sync.
  await disk.syncDirectory(path);
  await disk.syncDirectory(maildir);
}

async function ensureDirectory(disk: Disk, path: string, inbox: DiskEntry): Promise<void> {
  try {
    if (!(await disk.inspect(path))) await disk.makeDirectory(path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error; // the reader made it in the meantime
  }
  const entry = await disk.inspect(path);
  if (entry?.kind !== "directory" || entry.uid !== inbox.uid || entry.device !== inbox.device) {
    const expected = `expected ${path} to be a directory of uid ${inbox.uid} on the file system of its Maildir`;
    const isOthers = entry?.kind === "directory" && entry.device === inbox.device;
    const correct = isOthers ? `chown -R ${inbox.uid}:${inbox.gid} ${shellWord(path)}` : "rename what is there";
    throw new FolderError(`${expected}; ${correct}, or name another folder in importer.folders of the settings`);
  }
}

/**
 * Creates the empty file that tells a delivery agent to count the quota at the Maildir above this folder (Maildir++).
 */
async function markAsFolder(disk: Disk, path: string): Promise<void> {
  const mark = `${path}/maildirfolder`;
  if (!(await disk.inspect(mark))) await (await disk.create(mark)).close();
}

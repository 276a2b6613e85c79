import { type Disk, type DiskEntry, type NewFile } from "../machine/disk";
import { hasCode } from "../../lib/errors";
import { MIB } from "../../lib/bytes";

const GROUP_WRITES = 0o020;

/**
 * More bytes than the folders of any reader need. The owner of the file must not be able to fill the importer's memory.
 */
const MAX_FILE_BYTES = MIB;

const VERSION_2 = "V\t2";

/**
 * Adds a folder to those that the reader's mail client shows, in Dovecot's file of subscriptions, one name a line in modified UTF-7.
 * Where the file begins with `V 2` and an empty line, tabs separate the levels of a name (Dovecot's
 * src/lib-storage/list/subscription-file.c), else dots, as in the name of the folder's directory.
 *
 * As Dovecot does, this creates `subscriptions.lock` exclusively, and replaces the file by a rename of the lock file. A file that
 * another program is changing, or of an unusual kind or size, is not changed: the reader can subscribe to the folder by hand.
 */
export async function subscribe(disk: Disk, maildir: string, uid: number, folder: string): Promise<void> {
  const path = `${maildir}/subscriptions`;
  const lock = await createIfMissing(disk, `${path}.lock`);
  if (!lock) return;
  let replaced = false;
  try {
    const file = await disk.inspect(path);
    if (file && !isOrdinary(file, uid)) return;
    const content = file ? await read(disk, path) : Buffer.alloc(0);
    if (!content) return;
    const lines = content.toString("latin1").split("\n");
    const name = lines[0] === VERSION_2 ? folder.replaceAll(".", "\t") : folder;
    if (lines.includes(name)) return;
    const newline = content.length > 0 && content.at(-1) !== 0x0a ? "\n" : "";
    await lock.write(Buffer.concat([content, Buffer.from(`${newline}${name}\n`)]));
    await lock.sync();
    await disk.rename(`${path}.lock`, path);
    replaced = true;
    await disk.syncDirectory(maildir);
  } finally {
    await lock.close();
    if (!replaced) await disk.remove(`${path}.lock`);
  }
}

async function createIfMissing(disk: Disk, path: string): Promise<NewFile | undefined> {
  try {
    return await disk.create(path);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return undefined;
    throw error;
  }
}

/**
 * Whether the file belongs to the owner and no group can write it, so that a new file of mode 0600 takes no right away.
 */
function isOrdinary(file: DiskEntry, uid: number): boolean {
  return file.kind === "file" && file.uid === uid && (file.mode & GROUP_WRITES) === 0;
}

/** `undefined`: the file is too large. */
async function read(disk: Disk, path: string): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of disk.read(path)) {
    length += chunk.length;
    if (length > MAX_FILE_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

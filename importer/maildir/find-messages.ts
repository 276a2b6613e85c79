import type { Disk } from "../machine/disk";
import { MailboxError } from "./mailbox-error";

/** Folders within folders are looked into so deep; Maildir++ needs one level, `LAYOUT=fs` more. */
const DEEPEST = 8;

/**
 * Looks for messages by their base names everywhere in a Maildir, reads them, and returns the names of those that have the
 * given number of bytes. Slow and not certain (the reader may have removed a message): only for when nothing better is known.
 * Throws where `new` or `cur` is not there to be looked into, as while somebody puts a link in its place: what is in it is not lost.
 */
export async function findMessages(
  disk: Disk,
  maildir: string,
  sizes: ReadonlyMap<string, number>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const part of ["new", "cur"]) {
    const path = `${maildir}/${part}`;
    if (!(await isDirectory(path)))
      throw new MailboxError(`expected a directory ${path}, found something else or nothing`);
    await match(path);
  }
  await look(maildir, 0);
  return found;

  async function look(directory: string, depth: number): Promise<void> {
    for (const entry of await disk.entries(directory)) {
      const path = `${directory}/${entry}`;
      if (entry === "tmp" || !(await isDirectory(path))) continue;
      const isPart = entry === "new" || entry === "cur";
      if (!isPart && depth < DEEPEST) await look(path, depth + 1);
      if (isPart && directory !== maildir) await match(path);
    }
  }

  async function isDirectory(path: string): Promise<boolean> {
    return (await disk.inspect(path))?.kind === "directory";
  }

  async function match(directory: string): Promise<void> {
    for (const entry of await disk.entries(directory)) {
      // Behind the colon a reader keeps flags.
      const name = entry.replace(/:.*$/s, "");
      const size = sizes.get(name);
      if (size !== undefined && (await hasBytes(`${directory}/${entry}`, size))) found.add(name);
    }
  }

  async function hasBytes(path: string, expected: number): Promise<boolean> {
    let length = 0;
    for await (const chunk of disk.read(path)) {
      length += chunk.length;
      if (length > expected) return false; // whatever its owner has put there may have no end
    }
    return length === expected;
  }
}

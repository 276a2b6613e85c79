import type { Disk } from "../machine/disk";
import { MailboxError } from "./mailbox-error";

/** Levels of folders that are searched; Maildir++ has one level, `LAYOUT=fs` more. */
export const MAX_FOLDER_DEPTH = 8;

/**
 * Looks for messages by their base names everywhere in a Maildir, reads them, and returns the names of those that have the
 * given number of bytes. Slow and uncertain (the reader may have removed a message), so it is only for cases that the stage
 * directory cannot decide. Throws where `new` or `cur` is not a directory, such as a symbolic link: a message behind the link must
 * not count as lost.
 */
export async function findMessages(
  disk: Disk,
  maildir: string,
  sizes: ReadonlyMap<string, number>,
): Promise<ReadonlySet<string>> {
  const foundNames = new Set<string>();
  for (const part of ["new", "cur"]) {
    const path = `${maildir}/${part}`;
    if (!(await isDirectory(path)))
      throw new MailboxError(`expected a directory ${path}, found something else or nothing`);
    await match(path);
  }
  await search(maildir, 0);
  return foundNames;

  async function search(directory: string, depth: number): Promise<void> {
    for (const entry of await disk.entries(directory)) {
      const path = `${directory}/${entry}`;
      if (entry === "tmp" || !(await isDirectory(path))) continue;
      const isPart = entry === "new" || entry === "cur";
      if (!isPart && depth < MAX_FOLDER_DEPTH) await search(path, depth + 1);
      if (isPart && directory !== maildir) await match(path);
    }
  }

  async function isDirectory(path: string): Promise<boolean> {
    return (await disk.inspect(path))?.kind === "directory";
  }

  async function match(directory: string): Promise<void> {
    for (const entry of await disk.entries(directory)) {
      // Flags of the reader follow the colon.
      const name = entry.replace(/:.*$/s, "");
      const size = sizes.get(name);
      if (size !== undefined && (await hasBytes(`${directory}/${entry}`, size))) foundNames.add(name);
    }
  }

  async function hasBytes(path: string, expected: number): Promise<boolean> {
    let length = 0;
    for await (const chunk of disk.read(path)) {
      length += chunk.length;
      if (length > expected) return false; // a file of the owner may be endless
    }
    return length === expected;
  }
}

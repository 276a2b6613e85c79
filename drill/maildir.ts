import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** The root directory of the host that has the mailbox, on the simulated server `server`. */
export function hostRoot(server: string, host: string | undefined): string {
  return host === undefined ? server : join(server, host);
}

/** Makes the three directories of a Maildir. */
export async function makeMaildirDirectories(maildir: string): Promise<void> {
  for (const part of ["cur", "new", "tmp"]) await mkdir(join(maildir, part), { recursive: true, mode: 0o700 });
}

/** Delivers as a mail server does: writes and syncs in tmp/, then renames into new/. */
export async function deliverInto(maildir: string, message: Buffer): Promise<void> {
  const name = `${Math.floor(Date.now() / 1000)}.R${randomBytes(8).toString("hex")}.primary`;
  const file = await open(join(maildir, "tmp", name), "wx", 0o600);
  try {
    await file.writeFile(message);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(join(maildir, "tmp", name), join(maildir, "new", name));
}

/** One message in a Maildir. */
export interface MaildirFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * Every message in a Maildir and its folders, one after another, so that a large Maildir does not fill the memory. A folder
 * that is the Maildir of another mailbox belongs to that mailbox only.
 */
export async function* messagesIn(maildir: string, others: ReadonlySet<string>): AsyncGenerator<MaildirFile> {
  // Maildir++: a folder is a Maildir whose name starts with a dot.
  const names = (await readdir(maildir)).filter((name) => name.startsWith("."));
  const folders = names.filter((name) => !others.has(join(maildir, name)));
  for (const part of ["", ...folders].flatMap((folder) => [join(folder, "new"), join(folder, "cur")])) {
    const directory = join(maildir, part);
    for (const name of (await readdir(directory)).sort()) {
      // Maildir: a file whose name starts with a dot is not a message.
      if (!name.startsWith(".")) yield { path: join(directory, name), bytes: await readFile(join(directory, name)) };
    }
  }
}

/**
 * The form of a message in a Maildir. The importer's own conversion is not used, on purpose: the reconciliation must
 * not trust it.
 */
export function withUnixLineEnds(message: Buffer): Buffer {
  return Buffer.from(message.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

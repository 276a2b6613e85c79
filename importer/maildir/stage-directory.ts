import type { Disk } from "../machine/disk";
import { MailboxError } from "./mailbox-error";

/**
 * A directory in `tmp/`: those who clean `tmp/` remove files only, no reader takes it for a folder, and it is on the file
 * system and in the hands of the mailbox's owner.
 */
const STAGE = "tmp/standby-mx.stage";

export function stagePath(maildir: string, generation: string): string {
  return `${maildir}/${STAGE}/${generation}`;
}

/**
 * The directories in which the importer of this journal stages. The first half of such a name is the journal's id, so that
 * importers with separate journals never touch each other's files; the second half is random, so that a directory that was
 * lost and made anew is not taken for the old one, in which a missing file means a delivered message.
 */
export async function stageGenerations(disk: Disk, maildir: string, journal: string): Promise<readonly string[]> {
  const stage = `${maildir}/${STAGE}`;
  if (!(await disk.inspect(stage))) return [];
  return (await disk.entries(stage)).filter((name) => name.startsWith(`${journal}-`)).sort();
}

/** Finds or makes the directory in which messages for this Maildir are staged; returns its generation. */
export async function ensureStage(
  disk: Disk,
  maildir: string,
  uid: number,
  { journal, random }: { readonly journal: string; readonly random: string },
): Promise<string> {
  await ensure(disk, `${maildir}/tmp`, `${maildir}/${STAGE}`, uid);
  const [found] = await stageGenerations(disk, maildir, journal);
  const generation = found ?? `${journal}-${random}`;
  await ensure(disk, `${maildir}/${STAGE}`, stagePath(maildir, generation), uid);
  return generation;
}

async function ensure(disk: Disk, parent: string, path: string, uid: number): Promise<void> {
  const found = await disk.inspect(path);
  if (!found) await disk.makeDirectory(path);
  else if (found.kind !== "directory" || found.uid !== uid || (found.mode & 0o022) !== 0) {
    const expected = `expected ${path} to be a directory of uid ${uid} that nobody else can write`;
    throw new MailboxError(`${expected}; remove it, it is made anew`);
  }
  // Also where it was found: the run that made it may have ended before it came to this.
  await disk.syncDirectory(parent);
}

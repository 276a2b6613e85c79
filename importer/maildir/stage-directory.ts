import type { Entry } from "../machine/disk";
import type { Machine } from "../machine/machine";
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
export async function stageGenerations(machine: Machine, maildir: string, journal: string): Promise<readonly string[]> {
  const stage = `${maildir}/${STAGE}`;
  if (!(await machine.disk.inspect(stage))) return [];
  return (await machine.disk.entries(stage)).filter((name) => name.startsWith(`${journal}-`)).sort();
}

/** Finds or makes the directory in which messages for this Maildir are staged; returns its generation. */
export async function ensureStage(machine: Machine, maildir: string, owner: Entry, journal: string): Promise<string> {
  await ensure(machine, `${maildir}/tmp`, `${maildir}/${STAGE}`, owner);
  const [found] = await stageGenerations(machine, maildir, journal);
  const generation = found ?? `${journal}-${machine.random()}`;
  await ensure(machine, `${maildir}/${STAGE}`, stagePath(maildir, generation), owner);
  return generation;
}

async function ensure({ disk, uid }: Machine, parent: string, path: string, owner: Entry): Promise<void> {
  const found = await disk.inspect(path);
  if (!found) await disk.makeDirectory(path);
  else if (found.kind !== "directory" || (found.uid !== owner.uid && found.uid !== uid) || (found.mode & 0o022) !== 0) {
    const expected = `expected ${path} to be a directory of uid ${owner.uid} that nobody else can write`;
    throw new MailboxError(`${expected}; remove it, it is made anew`);
  }
  // Also where it was found: the run that made it may have ended before it came to this.
  if ((found?.uid ?? uid) !== owner.uid) await disk.setOwner(path, owner.uid, owner.gid);
  await disk.syncDirectory(parent);
}

import { shellWord } from "../../lib/shell-word";
import { type Disk } from "../machine/disk";
import { MailboxError } from "./mailbox-error";
import { hasCode } from "../../lib/errors";

/**
 * A directory in `tmp/`: programs that clean `tmp/` remove files only, no reader takes it for a folder, it is on the file system
 * of the mailbox, and it belongs to the mailbox's owner.
 */
const STAGE_DIRECTORY = "tmp/standby-mx.stage";

/**
 * The journal id and a random number, so that a new directory differs from a lost one, in which a missing file means a
 * delivered message.
 */
const GENERATION = /^[0-9a-f]{16}-[0-9a-f]{16}$/;

export interface Claim {
  /** Journal id. */
  readonly journal: string;
  readonly random: string;
  /** Take the stage directory over from another journal. */
  readonly adopt: boolean;
}

export function stagePath(maildir: string, generation: string): string {
  return `${maildir}/${STAGE_DIRECTORY}/${generation}`;
}

/** The directories in which the importer of this journal stages. */
export async function stageGenerations(disk: Disk, maildir: string, journal: string): Promise<readonly string[]> {
  return (await generationsIn(disk, `${maildir}/${STAGE_DIRECTORY}`)).filter((name) => name.startsWith(`${journal}-`));
}

/**
 * Finds or makes the directory in which messages for this Maildir are staged; returns its generation. The stage directory belongs
 * to one journal: throws `MailboxError` where it belongs to another journal.
 */
export async function ensureStage(disk: Disk, maildir: string, uid: number, claim: Claim): Promise<string> {
  const stage = `${maildir}/${STAGE_DIRECTORY}`;
  await checkDirectory(disk, stage, uid);
  const found = await generationsIn(disk, stage);
  const isOwn = (name: string) => name.startsWith(`${claim.journal}-`);
  const foreign = found.filter((name) => !isOwn(name));
  if (foreign.length > 0) {
    if (!claim.adopt) throw otherJournalError(stage, foreign, claim.journal);
    // The whole directory in one step: another importer that still runs must not count a missing stage file as delivered.
    await disk.rename(stage, `${stage}.adopted-${claim.random}`);
  }
  const own = foreign.length > 0 ? undefined : found.find(isOwn);
  const generation = own ?? (await createStage(disk, stage, uid, claim));
  // Also for an existing directory: the run that created it may have ended before its sync.
  await disk.syncDirectory(`${maildir}/tmp`);
  await disk.syncDirectory(stage);
  return generation;
}

/**
 * Makes the stage directory together with its only generation, by a rename. The rename fails where another importer has made the
 * directory meanwhile, because that directory is not empty (rename(2)).
 */
async function createStage(disk: Disk, stage: string, uid: number, { journal, random }: Claim): Promise<string> {
  const prepared = `${stage}.new-${journal}`;
  if (!(await checkDirectory(disk, prepared, uid))) await disk.makeDirectory(prepared);
  // A run that ended at this point has left its generation.
  const [existing] = await generationsIn(disk, prepared);
  const generation = existing ?? `${journal}-${random}`;
  if (existing === undefined) await disk.makeDirectory(`${prepared}/${generation}`);
  try {
    await disk.rename(prepared, stage);
  } catch (error) {
    if (!hasCode(error, "ENOTEMPTY", "EEXIST")) throw error;
    const others = await generationsIn(disk, stage);
    if (others.length > 0) throw otherJournalError(stage, others, journal);
    throw new MailboxError(`expected nothing but standby-mx's own directories in ${stage}; remove what is in it`);
  }
  return generation;
}

function otherJournalError(stage: string, generations: readonly string[], own: string): MailboxError {
  const ids = [...new Set(generations.map((name) => name.slice(0, own.length)))].join(" and ");
  return new MailboxError(
    `expected ${stage} to be that of this importer's journal ${own}, found journal ${ids}: an importer with another state ` +
      "directory delivers to this Maildir. Use one state directory for it; or, if the other state directory is lost and no importer uses it: " +
      "standby-mx import --adopt; messages that were delivered and are still in the bucket may then be delivered again",
  );
}

async function generationsIn(disk: Disk, stage: string): Promise<readonly string[]> {
  if (!(await disk.inspect(stage))) return [];
  return (await disk.entries(stage)).filter((name) => GENERATION.test(name)).sort();
}

/** Whether a directory is there; throws where another user could write in it. */
async function checkDirectory(disk: Disk, path: string, uid: number): Promise<boolean> {
  const found = await disk.inspect(path);
  if (!found) return false;
  if (found.kind === "directory" && found.uid === uid && (found.mode & 0o022) === 0) return true;
  const expected = `expected ${path} to be a directory of uid ${uid} that no other user can write`;
  throw new MailboxError(`${expected}; remove it; the next import creates it: rm -r ${shellWord(path)}`);
}

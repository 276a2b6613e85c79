import { shellWord } from "../../lib/shell-word";
import { type Disk } from "../machine/disk";
import { MailboxError } from "./mailbox-error";
import { hasCode } from "../../lib/errors";

/**
 * The stage directory is in `tmp/`: programs that clean `tmp/` remove files only, no reader takes a directory there for
 * a folder, and it is on the file system of the mailbox and belongs to the mailbox's owner.
 */
const STAGE_DIRECTORY = "tmp/standby-mx.stage";

/**
 * The journal id and a random number. The random number tells a new directory from a lost one, in which a missing file
 * means a delivered message.
 */
const GENERATION = /^[0-9a-f]{16}-[0-9a-f]{16}$/;

export interface Claim {
  /** Journal id. */
  readonly journal: string;
  readonly random: string;
  /** Whether to take over a stage directory that belongs to another journal. */
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
  const generations = await generationsIn(disk, stage);
  const isOwn = (name: string) => name.startsWith(`${claim.journal}-`);
  const foreign = generations.filter((name) => !isOwn(name));
  if (foreign.length > 0) {
    if (!claim.adopt) throw otherJournalError(stage, foreign, claim.journal);
    // The whole directory is renamed in one step: another importer that still runs must not take a missing stage file
    // for a delivered message.
    await disk.rename(stage, `${stage}.adopted-${claim.random}`);
  }
  const existing = foreign.length > 0 ? undefined : generations.find(isOwn);
  const generation = existing ?? (await createStage(disk, stage, uid, claim));
  // An existing directory is synced, too: the run that created it may have ended before its sync.
  await disk.syncDirectory(`${maildir}/tmp`);
  await disk.syncDirectory(stage);
  return generation;
}

/**
 * Creates the stage directory together with its only generation, by a rename. The rename fails if another importer has
 * created the directory meanwhile, because that directory is not empty (rename(2)).
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
    const generations = await generationsIn(disk, stage);
    if (generations.length > 0) throw otherJournalError(stage, generations, journal);
    throw new MailboxError(`expected nothing but standby-mx's own directories in ${stage}; remove what is in it`);
  }
  return generation;
}

function otherJournalError(stage: string, generations: readonly string[], journal: string): MailboxError {
  const ids = [...new Set(generations.map((name) => name.slice(0, journal.length)))].join(" and ");
  return new MailboxError(
    `expected ${stage} to be that of this importer's journal ${journal}, found journal ${ids}: an importer with another state ` +
      "directory delivers to this Maildir. Use one state directory for it; or, if the other state directory is lost and no importer uses it: " +
      "standby-mx import --adopt; messages that were delivered and are still in the bucket may then be delivered again",
  );
}

async function generationsIn(disk: Disk, stage: string): Promise<readonly string[]> {
  if (!(await disk.inspect(stage))) return [];
  return (await disk.entries(stage)).filter((name) => GENERATION.test(name)).sort();
}

/** Whether the directory exists; throws where another user could write into it. */
async function checkDirectory(disk: Disk, path: string, uid: number): Promise<boolean> {
  const entry = await disk.inspect(path);
  if (!entry) return false;
  if (entry.kind === "directory" && entry.uid === uid && (entry.mode & 0o022) === 0) return true;
  const expected = `expected ${path} to be a directory of uid ${uid} that no other user can write`;
  throw new MailboxError(`${expected}; remove it; the next import creates it: rm -r ${shellWord(path)}`);
}

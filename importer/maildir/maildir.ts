import { type Disk, type NewFile } from "../machine/disk";
import type { Machine } from "../machine/machine";
import { renamePolicy, type RenamePolicy } from "./file-system";
import { checkAccess, checkMaildir } from "./check-maildir";
import { folderPath, Folders } from "./folders";
import { findMessages } from "./find-messages";
import { MailboxError } from "./mailbox-error";
import type { MaildirPlace } from "./place";
import { ensureStage, stageGenerations, stagePath } from "./stage-directory";
import { markIn, NO_MARK, type StageMark, stageMarkName } from "./stage-mark";
import { hasCode } from "../../lib/errors";

/** The journal whose importer delivers into a Maildir. */
export interface StagingJournal {
  readonly id: string;
  /** Records that it has had. */
  readonly sequence: number;
  /** The state directory. */
  readonly directory: string;
}

/** A file in the stage directory, by the generation of that directory and its own name. */
export interface Staged {
  readonly stage: string;
  readonly name: string;
}

/** A staged file with its folder; `undefined`: INBOX. */
export interface AddressedFile extends Staged {
  readonly folder?: string;
}

/**
 * One mailbox on disk. The importer stages messages in a directory of its own and publishes them by a rename into `new/`: a
 * missing stage file means a published message, whatever the reader has done with the message since. All work in the Maildir has
 * the rights of its owner, who gains nothing by a symbolic link to another place.
 */
export class Maildir {
  readonly folders: Folders;
  /** By generation. */
  private readonly marks = new Map<string, StageMark>();

  private constructor(
    private readonly disk: Disk,
    readonly path: string,
    private readonly journal: string,
    readonly stage: string,
    readonly policy: RenamePolicy,
  ) {
    this.folders = new Folders(disk, path);
  }

  /** Checks that mail can be delivered here exactly once; throws `MailboxError` otherwise. */
  static async open(machine: Machine, place: MaildirPlace, journal: StagingJournal, adopt = false): Promise<Maildir> {
    try {
      const { path } = place;
      const owner = await checkMaildir(machine, place);
      const disk = await machine.diskOf(owner, `${journal.directory}/lock.${owner.uid}.${owner.gid}`);
      await checkAccess(machine, disk, path, owner.uid);
      const stage = await ensureStage(disk, path, owner.uid, {
        journal: journal.id,
        random: machine.random(),
        adopt,
      });
      const policy = await checkFileSystem(disk, path, stagePath(path, stage));
      return new Maildir(disk, path, journal.id, stage, policy);
    } catch (error) {
      throw MailboxError.from(error);
    }
  }

  /** Begins a message in the stage directory, readable and writable by the mailbox's owner only. */
  create(name: string): Promise<NewFile> {
    return this.disk.create(this.stagedPath({ stage: this.stage, name }));
  }

  /** Makes the names of stage files durable, and with them the mark with the number of their journal record. */
  async syncStage(stagedAt: number): Promise<void> {
    await this.moveMark({ stagedAt });
    await this.disk.syncDirectory(stagePath(this.path, this.stage));
  }

  /** The commit point: the reader sees the message from here on. */
  async publish(file: AddressedFile): Promise<void> {
    // `stageMessage` has made the folder for a message of this run, but not for a message of an earlier run.
    if (file.folder !== undefined) await this.folders.ensure(file.folder);
    await this.disk.rename(this.stagedPath(file), this.publishedPath(file));
  }

  async syncNew(folder?: string): Promise<void> {
    try {
      await this.disk.syncDirectory(`${folderPath(this.path, folder)}/new`);
    } catch (error) {
      // The folder existed when a message was published in it: the reader has removed it since, with its messages.
      if (folder === undefined || !hasCode(error, "ENOENT")) throw error;
    }
  }

  publishedPath({ name, folder }: AddressedFile): string {
    return `${folderPath(this.path, folder)}/new/${name}`;
  }

  async discard(file: Staged): Promise<void> {
    await this.disk.remove(this.stagedPath(file));
  }

  /** Removes a stage file without an INTENT, if that is possible: the next run removes what is left. */
  async discardUnused(name: string): Promise<void> {
    await this.discard({ stage: this.stage, name }).catch(() => undefined);
  }

  /**
   * All staged files, of all generations. Throws `MailboxError` where the journal has had fewer records (`sequence`) than
   * it had when it delivered here.
   */
  async staged(sequence: number): Promise<readonly Staged[]> {
    const found: Staged[] = [];
    for (const stage of await stageGenerations(this.disk, this.path, this.journal)) {
      for (const name of await this.disk.entries(stagePath(this.path, stage))) {
        const mark = markIn(name);
        if (!mark) found.push({ stage, name });
        else if (mark.records > sequence) throw olderJournal(this.path, mark.records, sequence);
        else this.marks.set(stage, mark);
      }
    }
    return found;
  }

  /** Records in the Maildir how many records the journal has on disk. Synced with the next stage files. */
  mark(records: number): Promise<void> {
    return this.moveMark({ records });
  }

  /**
   * True: the stage directory exists without the file. False: the file is staged. `undefined`: not known, because the stage
   * directory is gone or older than the file, as after a Maildir was restored from a backup: its mark is older, too.
   */
  async wasPublished(file: Staged & { readonly stagedAt?: number }): Promise<boolean | undefined> {
    const { disk } = this;
    if (await disk.inspect(this.stagedPath(file))) return false;
    if (!(await disk.inspect(stagePath(this.path, file.stage)))) return undefined;
    const { stagedAt } = this.marks.get(file.stage) ?? NO_MARK;
    return stagedAt >= (file.stagedAt ?? 0) ? true : undefined;
  }

  /** Which of these messages can be found and read in this Maildir or one of its folders, with so many bytes. */
  find(sizes: ReadonlyMap<string, number>): Promise<ReadonlySet<string>> {
    return findMessages(this.disk, this.path, sizes);
  }

  private async moveMark(change: Partial<StageMark>): Promise<void> {
    const { stage, disk } = this;
    const path = (mark: StageMark) => this.stagedPath({ stage, name: stageMarkName(mark) });
    const before = this.marks.get(stage);
    const mark = { ...(before ?? NO_MARK), ...change };
    if (before === undefined) await (await disk.create(path(mark))).close();
    else if (path(before) !== path(mark)) await disk.rename(path(before), path(mark));
    this.marks.set(stage, mark);
  }

  private stagedPath({ stage, name }: Staged): string {
    return `${stagePath(this.path, stage)}/${name}`;
  }
}

function olderJournal(path: string, marked: number, found: number): MailboxError {
  return new MailboxError(
    `expected a journal that has had ${marked} records, as when it last delivered to ${path}, found one with ${found}: it is an ` +
      "older copy, or another importer uses a copy of it. Put the latest state directory back; or, if it is lost and no other import " +
      "runs: standby-mx import --adopt; what was delivered and is still in the bucket may then be delivered once more",
  );
}

async function checkFileSystem(disk: Disk, maildir: string, stage: string): Promise<RenamePolicy> {
  const advice = "a message cannot be moved from one into the other in one step; mount the whole Maildir as one";
  const [from, to] = [await disk.inspect(stage), await disk.inspect(`${maildir}/new`)];
  if (from?.device !== to?.device)
    throw new MailboxError(`${stage} and ${maildir}/new are on two file systems: ${advice}`);
  try {
    // No file has that name: ENOENT is expected. The kernel checks for EXDEV first, also between two mounts of one device.
    await disk.rename(`${stage}/trial`, `${maildir}/new/trial`);
  } catch (error) {
    if (hasCode(error, "EXDEV")) throw new MailboxError(`${stage} and ${maildir}/new are on two mounts: ${advice}`);
    if (!hasCode(error, "ENOENT")) throw error;
  }
  const policy = renamePolicy(await disk.fileSystemType(stage));
  if (policy === "refuse") {
    throw new MailboxError(`${maildir} is on a network or FUSE file system, on which exactly once cannot be promised`);
  }
  return policy;
}

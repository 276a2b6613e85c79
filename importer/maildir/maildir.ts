import type { Disk } from "../machine/disk";
import type { Machine } from "../machine/machine";
import { renamePolicy, type RenamePolicy } from "./file-system";
import { checkAccess, checkMaildir } from "./check-maildir";
import { folderPath, Folders } from "./folders";
import { findMessages } from "./find-messages";
import { MailboxError } from "./mailbox-error";
import type { MaildirPlace } from "./place";
import { Stage, type StagedFile } from "./stage";
import { ensureStage, stagePath } from "./stage-directory";
import { hasCode } from "../../lib/errors";

/** The journal whose importer delivers into a Maildir. */
export interface StagingJournal {
  readonly id: string;
  /** Number of records that the journal has had. */
  readonly sequence: number;
  /** The state directory. */
  readonly directory: string;
}

/** A staged file with its folder; `undefined`: INBOX. */
export interface AddressedFile extends StagedFile {
  readonly folder?: string;
}

/**
 * One mailbox on disk. The importer stages messages in a directory of its own and publishes them by a rename into
 * `new/`. All work in the Maildir has the rights of its owner, so that an owner's symbolic link to another place gains
 * nothing.
 */
export class Maildir {
  readonly folders: Folders;
  private constructor(
    private readonly machine: Machine,
    private readonly disk: Disk,
    readonly stage: Stage,
    readonly policy: RenamePolicy,
  ) {
    this.folders = new Folders(disk, stage.maildir);
  }

  get path(): string {
    return this.stage.maildir;
  }

  /** Opens a Maildir into which mail can be delivered exactly once; throws `MailboxError` otherwise. */
  static async open(machine: Machine, place: MaildirPlace, journal: StagingJournal, adopt = false): Promise<Maildir> {
    try {
      const { path } = place;
      const owner = await checkMaildir(machine, place);
      const disk = await machine.diskOf(owner, `${journal.directory}/lock.${owner.uid}.${owner.gid}`);
      await checkAccess(machine, disk, path, owner.uid);
      const claim = { journal: journal.id, random: machine.random(), adopt };
      const generation = await ensureStage(disk, path, owner.uid, claim);
      const policy = await checkFileSystem(disk, path, stagePath(path, generation));
      return new Maildir(machine, disk, new Stage(disk, path, journal.id, generation), policy);
    } catch (error) {
      throw MailboxError.from(error);
    }
  }

  /** Runs `work`, which works in this Maildir and in no other, with one process of the owner (see `Machine.hold`). */
  hold<T>(work: () => Promise<T>): Promise<T> {
    return this.machine.hold(this.disk, work);
  }

  /** The commit point: the reader sees the message from here on. */
  async publish(file: AddressedFile): Promise<void> {
    // `stageMessage` has made the folder for a message of this run, but not for a message of an earlier run.
    if (file.folder !== undefined) await this.folders.ensure(file.folder);
    await this.disk.rename(this.stage.pathOf(file), this.publishedPath(file));
  }

  async syncNew(folder?: string): Promise<void> {
    try {
      await this.disk.syncDirectory(`${folderPath(this.path, folder)}/new`);
    } catch (error) {
      // The folder existed when a message was published into it, so the reader has removed the folder with its messages
      // since.
      if (folder === undefined || !hasCode(error, "ENOENT")) throw error;
    }
  }

  publishedPath({ name, folder }: AddressedFile): string {
    return `${folderPath(this.path, folder)}/new/${name}`;
  }

  /**
   * Returns the names of the messages that this Maildir or its folders contain with exactly the given number of bytes.
   */
  find(sizes: ReadonlyMap<string, number>): Promise<ReadonlySet<string>> {
    return findMessages(this.disk, this.path, sizes);
  }
}

async function checkFileSystem(disk: Disk, maildir: string, stage: string): Promise<RenamePolicy> {
  const advice = "a message cannot be moved from one into the other in one step; mount the whole Maildir as one";
  const [from, to] = [await disk.inspect(stage), await disk.inspect(`${maildir}/new`)];
  if (from?.device !== to?.device)
    throw new MailboxError(`${stage} and ${maildir}/new are on two file systems: ${advice}`);
  try {
    // No file has that name, so ENOENT is expected. The kernel checks for EXDEV first, also between two mounts of one device.
    await disk.rename(`${stage}/trial`, `${maildir}/new/trial`);
  } catch (error) {
    if (hasCode(error, "EXDEV")) throw new MailboxError(`${stage} and ${maildir}/new are on two mounts: ${advice}`);
    if (!hasCode(error, "ENOENT")) throw error;
  }
  const policy = renamePolicy(await disk.fileSystemType(stage));
  if (policy === "refuse") {
    throw new MailboxError(
      `expected ${maildir} on a local file system, found a network or FUSE file system, where a repeated rename could deliver ` +
        "a message twice; import on the machine that has the disk",
    );
  }
  return policy;
}

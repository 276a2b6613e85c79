import type { Disk, NewFile } from "../machine/disk";
import { MailboxError } from "./mailbox-error";
import { stageGenerations, stagePath } from "./stage-directory";
import { markIn, NO_MARK, type StageMark, stageMarkName } from "./stage-mark";

/** A file in the stage directory, by the generation of that directory and its own name. */
export interface StagedFile {
  readonly stage: string;
  readonly name: string;
}

/** The deliveries that a journal has begun, and how many records it has had. */
export interface BegunDeliveries {
  readonly open: readonly StagedFile[];
  readonly sequence: number;
}

/**
 * The files that the importer has written for one Maildir and not published yet. A missing file means a published
 * message, even if the reader has moved or removed the message since.
 */
export class Stage {
  /** Keyed by generation. */
  private readonly marks = new Map<string, StageMark>();

  constructor(
    private readonly disk: Disk,
    readonly maildir: string,
    private readonly journal: string,
    /** The directory in which this run stages. */
    readonly generation: string,
  ) {}

  /** Creates the stage file of a message, readable and writable by the mailbox's owner only. */
  create(name: string): Promise<NewFile> {
    return this.disk.create(this.pathOf({ stage: this.generation, name }));
  }

  /** Makes the names of stage files durable, and with them the mark with the number of their journal record. */
  async sync(stagedAt: number): Promise<void> {
    await this.moveMark({ stagedAt });
    await this.disk.syncDirectory(stagePath(this.maildir, this.generation));
  }

  /** Tries to remove a stage file without an INTENT; the next run removes a file that is left. */
  async discardUnused(name: string): Promise<void> {
    await this.remove({ stage: this.generation, name }).catch(() => undefined);
  }

  /**
   * Removes the stage files of runs that ended before their INTENT: the store still has these messages. Throws `MailboxError`
   * where the journal has had fewer records (`sequence`) than it had when it delivered here.
   */
  async discardLeftovers({ open, sequence }: BegunDeliveries): Promise<void> {
    const openFiles = new Set(open.map(({ stage, name }) => `${stage}/${name}`));
    for (const file of await this.files(sequence)) {
      if (!openFiles.has(`${file.stage}/${file.name}`)) await this.remove(file);
    }
  }

  /**
   * Writes the number of the journal's records on disk into the mark, which the next sync of stage files makes durable.
   */
  mark(records: number): Promise<void> {
    return this.moveMark({ records });
  }

  /**
   * True: the stage directory exists without the file. False: the file is staged. `undefined`: not known, because the stage
   * directory is gone or older than the file, as after a Maildir was restored from a backup: its mark is older, too.
   */
  async wasPublished(file: StagedFile & { readonly stagedAt?: number }): Promise<boolean | undefined> {
    const { disk } = this;
    if (await disk.inspect(this.pathOf(file))) return false;
    if (!(await disk.inspect(stagePath(this.maildir, file.stage)))) return undefined;
    const { stagedAt } = this.marks.get(file.stage) ?? NO_MARK;
    return stagedAt >= (file.stagedAt ?? 0) ? true : undefined;
  }

  pathOf({ stage, name }: StagedFile): string {
    return `${stagePath(this.maildir, stage)}/${name}`;
  }

  /** All staged files, of all generations. */
  private async files(sequence: number): Promise<readonly StagedFile[]> {
    const files: StagedFile[] = [];
    for (const stage of await stageGenerations(this.disk, this.maildir, this.journal)) {
      for (const name of await this.disk.entries(stagePath(this.maildir, stage))) {
        const mark = markIn(name);
        if (!mark) files.push({ stage, name });
        else if (mark.records > sequence) throw olderJournal(this.maildir, mark.records, sequence);
        else this.marks.set(stage, mark);
      }
    }
    return files;
  }

  private async remove(file: StagedFile): Promise<void> {
    await this.disk.remove(this.pathOf(file));
  }

  private async moveMark(change: Partial<StageMark>): Promise<void> {
    const { generation: stage, disk } = this;
    const path = (mark: StageMark) => this.pathOf({ stage, name: stageMarkName(mark) });
    const before = this.marks.get(stage);
    const mark = { ...(before ?? NO_MARK), ...change };
    if (before === undefined) await (await disk.create(path(mark))).close();
    else if (path(before) !== path(mark)) await disk.rename(path(before), path(mark));
    this.marks.set(stage, mark);
  }
}

function olderJournal(path: string, marked: number, found: number): MailboxError {
  return new MailboxError(
    `expected a journal that has had ${marked} records, as when it last delivered to ${path}, found one with ${found}: it is an ` +
      "older copy, or another importer uses a copy of it. Put the latest state directory back; or, if it is lost and no other import " +
      "runs: standby-mx import --adopt; messages that were delivered and are still in the bucket may then be delivered again",
  );
}

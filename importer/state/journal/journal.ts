import { type AppendFile } from "../../machine/disk";
import type { Machine } from "../../machine/machine";
import { writeDurably } from "../../machine/write-durably";
import type { Delivery, MessageIdentity } from "../../message/model";
import { encodeLine } from "./crc-line";
import { homeOf, isElsewhere } from "./home";
import { findMark, moveMark } from "./journal-mark";
import { JournalState, type Settled } from "./journal-state";
import { type JournalContent, readJournal } from "./read-journal";
import {
  JOURNAL_FORMAT,
  type JournalHome,
  type JournalRecord,
  type TransportAttempt,
  JOURNAL_VERSION,
} from "./records";
import { syncParents } from "./state-directory";
import { ADOPT_ADVICE, LostRecordsError, StateError } from "./state-error";
import { messageOf } from "../../../lib/errors";

const JOURNAL_NAME = "journal";

/**
 * The importer's write-ahead log. When `append` returns, its record is on disk. `Checkpoints` (../delivered/checkpoints.ts) moves
 * settled messages into the list of delivered messages, so that the journal stays small.
 */
export class Journal {
  private readonly state = new JournalState();
  private file: AppendFile | undefined;
  private broken = false;
  private records: number;
  private durable: Promise<void> | undefined;
  /** Settles when the last `append` has ended, because the lines of two appends must not mix. */
  private lastAppend: Promise<void> = Promise.resolve();

  /** Opens the journal, or begins a new one; throws `StateError` if the journal cannot be read or has lost records. */
  static async open(machine: Machine, directory: string): Promise<Journal> {
    const { journal, isNew } = await Journal.openReadOnly(machine, directory);
    if (isNew) {
      await journal.makeDurable();
      await journal.rewrite();
    }
    return journal;
  }

  /**
   * Begins a journal with a new id from what is left of the old one, or from nothing. The old stage directories do not belong to
   * the new id, so that recovery searches the mailbox for the message of each open delivery, and delivers it from the store
   * where the search does not find it (see recover.ts). `minSequence`: records that the journal must have had at least.
   */
  static async adopt(machine: Machine, directory: string, minSequence: number): Promise<Journal> {
    const path = `${directory}/${JOURNAL_NAME}`;
    const [mark, home] = [await findMark(machine.disk, directory), await homeOf(machine, directory)];
    const content = await readJournal(machine.disk, path).catch((error: unknown) => {
      if (error instanceof LostRecordsError) return undefined;
      throw error;
    });
    const records = content?.records ?? [];
    const sequence = Math.max(minSequence, mark ?? 0, content ? recordsOf(content) : 0);
    const header = {
      format: JOURNAL_FORMAT,
      version: JOURNAL_VERSION,
      id: machine.random(),
      sequence,
      carried: records.length,
    } as const;
    const journal = new Journal(machine, directory, { header, records, whole: false }, home, mark);
    await journal.makeDurable();
    await journal.rewrite(records);
    return journal;
  }

  /** Reads the journal like `open`, and writes nothing. */
  static async openReadOnly(machine: Machine, directory: string): Promise<{ journal: Journal; isNew: boolean }> {
    const path = `${directory}/${JOURNAL_NAME}`;
    const earlier = await readJournal(machine.disk, path);
    const [mark, home] = [await findMark(machine.disk, directory), await homeOf(machine, directory)];
    const recordCount = earlier ? recordsOf(earlier) : 0;
    if (mark !== undefined && recordCount < mark) {
      throw new LostRecordsError(
        `expected ${path} to have had ${mark} records, found ${earlier ? recordCount : "no such file"}: it was cut short, or is an ` +
          `older copy. Nothing is delivered. ${ADOPT_ADVICE}`,
      );
    }
    if (earlier?.header.home && home && isElsewhere(earlier.header.home, home)) {
      throw new StateError(
        `expected ${directory} to be where its journal was begun, found a copy of it or another machine: the original may ` +
          `be in use. Nothing is delivered. If it is not: standby-mx import --adopt; messages that were delivered and are ` +
          "still in the bucket may then be delivered again",
      );
    }
    const header = { format: JOURNAL_FORMAT, version: JOURNAL_VERSION, id: machine.random() } as const;
    const content = earlier ?? { header, records: [], whole: true };
    return { journal: new Journal(machine, directory, content, home, mark), isNew: earlier === undefined };
  }

  private constructor(
    private readonly machine: Machine,
    readonly directory: string,
    private readonly content: JournalContent,
    private readonly home: JournalHome | undefined,
    /** The number in the name of the mark; `undefined`: there is none. */
    private mark: number | undefined,
  ) {
    this.records = recordsOf(content);
    for (const record of content.records) this.state.apply(record);
  }

  get id(): string {
    return this.content.header.id;
  }

  /** Records that this journal has had, all of them on disk. */
  get sequence(): number {
    return this.records;
  }

  /** Whether the last run left no records and wrote this version of the format. */
  get isEmpty(): boolean {
    const { whole, records, header } = this.content;
    return whole && records.length === 0 && header.version === JOURNAL_VERSION;
  }

  /** Deliveries with an INTENT, and without a record of their end. */
  get open(): readonly Delivery[] {
    return this.state.open;
  }

  /** Messages that were passed to a transport and are not recorded as delivered. */
  get attempts(): readonly TransportAttempt[] {
    return this.state.attempts;
  }

  attemptOf(message: MessageIdentity): TransportAttempt | undefined {
    return this.state.attemptOf(message);
  }

  get settled(): readonly Settled[] {
    return this.state.settled;
  }

  isOpen(message: MessageIdentity): boolean {
    return this.state.isOpen(message);
  }

  append(record: JournalRecord): Promise<void> {
    const appended = this.lastAppend.then(() => this.write(record));
    this.lastAppend = appended.catch(() => undefined);
    return appended;
  }

  private async write(record: JournalRecord): Promise<void> {
    // A record after a partly written line would be lost with that line.
    if (this.broken) throw new StateError(`cannot write the journal in ${this.directory}: an earlier write has failed`);
    try {
      this.file ??= await this.openFile();
      await this.file.write(encodeLine(record));
      await this.file.syncData();
      await this.countRecord();
    } catch (error) {
      this.broken = true;
      const reason = messageOf(error);
      throw new StateError(`cannot write the journal in ${this.directory}: ${reason}`, { cause: error });
    }
    this.state.apply(record);
  }

  /** Forgets settled messages, and rewrites the open records durably. */
  async forgetSettled(): Promise<void> {
    try {
      await this.rewrite();
    } catch (error) {
      // A power cut could now leave either of the two files.
      this.broken = true;
      throw error;
    }
    this.state.forgetSettled();
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
  }

  /**
   * Moves the mark after the record is on disk, so that the mark is never ahead of the journal, and before the step
   * that the record announces.
   */
  private async countRecord(): Promise<void> {
    const next = this.records + 1;
    await moveMark(this.machine.disk, this.directory, this.mark, next);
    this.mark = this.records = next;
  }

  /**
   * Must be called before anything gets the journal's id into its name: the process that created this file or its
   * directory may have been killed before it synced them, and a power cut would restore another journal.
   */
  makeDurable(): Promise<void> {
    return (this.durable ??= this.syncNames());
  }

  private async syncNames(): Promise<void> {
    try {
      await syncParents(this.machine, this.directory);
      await this.machine.disk.syncDirectory(this.directory);
    } catch (error) {
      throw new StateError(`cannot sync the state directory ${this.directory}: ${messageOf(error)}`, { cause: error });
    }
  }

  private async openFile(): Promise<AppendFile> {
    await this.makeDurable();
    return this.machine.disk.append(`${this.directory}/${JOURNAL_NAME}`);
  }

  private async rewrite(records = this.state.openRecords()): Promise<void> {
    await this.close();
    const { format, id } = this.content.header;
    const header = {
      format,
      version: JOURNAL_VERSION,
      id,
      sequence: this.records,
      carried: records.length,
      home: this.home,
    };
    await writeDurably(this.machine.disk, this.directory, JOURNAL_NAME, [header, ...records].map(encodeLine));
  }
}

/** Number of records that a journal has had, computed from its header and its records. */
function recordsOf({ header, records }: JournalContent): number {
  return (header.sequence ?? 0) + records.length - (header.carried ?? 0);
}

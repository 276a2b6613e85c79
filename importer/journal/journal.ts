import type { AppendFile } from "../machine/disk";
import type { Machine } from "../machine/machine";
import { writeDurably } from "../machine/write-durably";
import { encodeLine } from "./checked-line";
import { type JournalContent, readJournal } from "./read-journal";
import {
  type Delivery,
  FORMAT,
  type Handover,
  identify,
  type JournalRecord,
  type MessageIdentity,
  VERSION,
} from "./records";
import { syncParents } from "./state-directory";
import { StateError } from "./state-error";

const NAME = "journal";

/** A message that needs no delivery any more, since when. */
export interface Settled extends MessageIdentity {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The importer's write-ahead log. A record that `append` has returned for is on disk. What is done is kept here until it has
 * been moved into the list of delivered messages (see checkpoint.ts), so that the journal stays small.
 */
export class Journal {
  private readonly intents = new Map<string, Delivery>();
  private readonly handed = new Map<string, Handover>();
  private finished: Settled[] = [];
  private file: AppendFile | undefined;
  private broken = false;
  /** The end of the last `append`: lines must not mix. */
  private lastAppend: Promise<void> = Promise.resolve();

  /** Opens the journal, or begins one; throws `StateError` where there is one that cannot be understood. */
  static async open(machine: Machine, directory: string): Promise<Journal> {
    const { journal, isNew } = await Journal.look(machine, directory);
    if (isNew) {
      await syncParents(machine, directory);
      await journal.rewrite();
    }
    return journal;
  }

  /** The same without writing anything. */
  static async look(machine: Machine, directory: string): Promise<{ journal: Journal; isNew: boolean }> {
    const found = await readJournal(machine.disk, `${directory}/${NAME}`);
    const header = { format: FORMAT, version: VERSION, id: machine.random() } as const;
    const content = found ?? { header, records: [], whole: true };
    return { journal: new Journal(machine, directory, content), isNew: found === undefined };
  }

  private constructor(
    private readonly machine: Machine,
    readonly directory: string,
    private readonly content: JournalContent,
  ) {
    for (const record of content.records) this.apply(record);
  }

  get id(): string {
    return this.content.header.id;
  }

  /** Nothing was left by the run before, nor by an older version of this program. */
  get isEmpty(): boolean {
    const { whole, records, header } = this.content;
    return whole && records.length === 0 && header.version === VERSION;
  }

  /** Deliveries that were begun and of which it is not yet recorded how they ended. */
  get open(): readonly Delivery[] {
    return [...this.intents.values()];
  }

  /** Messages that were handed over and of which it is not recorded that they were taken. */
  get handovers(): readonly Handover[] {
    return [...this.handed.values()];
  }

  handoverOf(message: MessageIdentity): Handover | undefined {
    return this.handed.get(identify(message));
  }

  get settled(): readonly Settled[] {
    return this.finished;
  }

  isOpen(message: MessageIdentity): boolean {
    return this.intents.has(identify(message));
  }

  append(record: JournalRecord): Promise<void> {
    const appended = this.lastAppend.then(() => this.write(record));
    this.lastAppend = appended.catch(() => undefined);
    return appended;
  }

  private async write(record: JournalRecord): Promise<void> {
    // Behind a line that was perhaps half written, the next one would be lost with it.
    if (this.broken) throw new StateError(`the journal in ${this.directory} could not be written before`);
    try {
      this.file ??= await this.openFile();
      await this.file.write(encodeLine(record));
      await this.file.syncData();
    } catch (error) {
      this.broken = true;
      const reason = error instanceof Error ? error.message : String(error);
      throw new StateError(`cannot write the journal in ${this.directory}: ${reason}`, { cause: error });
    }
    this.apply(record);
  }

  /** Forgets what is settled, and writes what is open anew and durably. */
  async forgetSettled(): Promise<void> {
    try {
      await this.rewrite();
    } catch (error) {
      // It is not known which of the two journals a power cut would leave.
      this.broken = true;
      throw error;
    }
    this.finished = [];
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = undefined;
  }

  private async openFile(): Promise<AppendFile> {
    // The run that put this file in its place may have been killed before it could sync that.
    await this.machine.disk.syncDirectory(this.directory);
    return this.machine.disk.append(`${this.directory}/${NAME}`);
  }

  private async rewrite(): Promise<void> {
    await this.close();
    const lines = [encodeLine({ ...this.content.header, version: VERSION })];
    if (this.intents.size > 0) lines.push(encodeLine({ type: "intent", deliveries: this.open }));
    if (this.handed.size > 0) lines.push(encodeLine({ type: "handover", handovers: this.handovers }));
    await writeDurably(this.machine.disk, this.directory, NAME, lines);
  }

  private apply(record: JournalRecord): void {
    switch (record.type) {
      case "intent":
        for (const delivery of record.deliveries) this.intents.set(identify(delivery), delivery);
        break;
      case "handover":
        for (const handover of record.handovers) this.handed.set(identify(handover), handover);
        break;
      case "done":
        for (const message of record.messages) {
          this.conclude(message);
          const { bucket, key, etag } = message;
          this.finished.push({ bucket, key, etag, at: record.at });
        }
        break;
      case "abandoned":
        for (const message of record.messages) this.conclude(message);
        break;
    }
  }
  private conclude(message: MessageIdentity): void {
    this.intents.delete(identify(message));
    this.handed.delete(identify(message));
  }
}

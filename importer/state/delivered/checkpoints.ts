import type { Journal } from "../journal/journal";
import type { Disk } from "../../machine/disk";
import { DeliveredList } from "./delivered-list";

/** Moves what is settled from the journal into the lists of delivered messages, one list a bucket. */
export class Checkpoints {
  private readonly lists = new Map<string, DeliveredList>();

  constructor(
    private readonly disk: Disk,
    private readonly directory: string,
    private readonly journal: Journal,
  ) {}

  async list(bucket: string): Promise<DeliveredList> {
    const known = this.lists.get(bucket);
    if (known) return known;
    const opened = await DeliveredList.open(this.disk, this.directory, bucket, this.journal);
    this.lists.set(bucket, opened);
    return opened;
  }

  /** The messages are in a list, durably, before the journal forgets them; a crash in between leaves them in both. */
  async checkpoint(): Promise<void> {
    const buckets = new Set(this.journal.settled.map(({ bucket }) => bucket));
    for (const bucket of buckets) {
      const messages = this.journal.settled.filter((message) => message.bucket === bucket);
      await (await this.list(bucket)).add(messages);
    }
    await this.journal.forgetSettled();
  }
}

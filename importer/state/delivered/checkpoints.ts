import type { Journal } from "../journal/journal";
import type { Disk } from "../../machine/disk";
import { DeliveredList } from "./delivered-list";

/** Moves settled messages from the journal into the lists of delivered messages, one list for each bucket. */
export class Checkpoints {
  private readonly lists = new Map<string, DeliveredList>();

  constructor(
    private readonly disk: Disk,
    private readonly directory: string,
    private readonly journal: Journal,
  ) {}

  async list(bucket: string): Promise<DeliveredList> {
    const openList = this.lists.get(bucket);
    if (openList) return openList;
    const opened = await DeliveredList.open(this.disk, this.directory, bucket, this.journal);
    this.lists.set(bucket, opened);
    return opened;
  }

  /** The lists are durable before the journal forgets the messages; a crash in between leaves the messages in both. */
  async checkpoint(): Promise<void> {
    const buckets = new Set(this.journal.settled.map(({ bucket }) => bucket));
    for (const bucket of buckets) {
      const messages = this.journal.settled.filter((message) => message.bucket === bucket);
      await (await this.list(bucket)).add(messages);
    }
    await this.journal.forgetSettled();
  }
}

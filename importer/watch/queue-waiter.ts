import type { Region } from "../../settings/model";
import { QueueError, type OpenQueue, type ReceivedRecord, type RecordQueue } from "../state/envelopes/record-queue";
import type { Pause } from "../../lib/pause";

/** Seconds; the longest that SQS waits. */
const LONG_POLL = 20;
const SECOND = 1000;
/** After an answer without records, so that a server that does not wait is not asked without end. */
const BETWEEN = SECOND;
const AFTER_FAULT = 60 * SECOND;

/** Listens to the queues of all regions between imports. What wakes it is handed to the next import, which reads it first. */
export class QueueBell {
  private readonly queues = new Map<string, RecordQueue>();
  private readonly heard = new Map<string, readonly ReceivedRecord[]>();

  constructor(
    private readonly regions: readonly Region[],
    private readonly open: OpenQueue,
    private readonly pause: Pause,
  ) {}

  /** For an import; its queues stay open from one to the next. */
  readonly openQueue: OpenQueue = async (region) => {
    const queue = await this.queueOf(region);
    return {
      name: queue.name,
      topicArn: queue.topicArn,
      receive: async (seconds, signal) => this.takeHeard(region) ?? (await queue.receive(seconds, signal)),
      remove: (records) => queue.remove(records),
      close: () => undefined,
    };
  };

  /** Ends when a record came, after so many milliseconds, or when the signal says so. */
  readonly wait: Pause = async (milliseconds, signal) => {
    const over = new AbortController();
    const end = () => over.abort();
    if (signal.aborted) return;
    signal.addEventListener("abort", end);
    try {
      const timer = this.pause(milliseconds, over.signal).then(end);
      await Promise.all([timer, ...this.regions.map((region) => this.listen(region, over.signal).finally(end))]);
    } finally {
      signal.removeEventListener("abort", end);
    }
  };

  close(): void {
    for (const queue of this.queues.values()) queue.close();
    this.queues.clear();
  }

  /** A queue that cannot be asked is no reason to end: the import reports it, and lists the bucket all the same. */
  private async listen(region: Region, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const records = await (await this.queueOf(region)).receive(LONG_POLL, signal);
        if (records.length > 0) return void this.heard.set(region.name, records);
        await this.pause(BETWEEN, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof QueueError)) throw error;
        await this.pause(AFTER_FAULT, signal);
      }
    }
  }

  private takeHeard({ name }: Region): readonly ReceivedRecord[] | undefined {
    const records = this.heard.get(name);
    this.heard.delete(name);
    return records;
  }

  private async queueOf(region: Region): Promise<RecordQueue> {
    const known = this.queues.get(region.name);
    if (known) return known;
    const queue = await this.open(region);
    this.queues.set(region.name, queue);
    return queue;
  }
}

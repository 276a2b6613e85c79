import type { Region } from "../../settings/model";
import { QueueError, type OpenQueue, type ReceivedRecord, type RecordQueue } from "../state/envelopes/record-queue";
import type { Pause } from "../../lib/pause";
import { MINUTE_MS, SECOND_MS } from "../../lib/time";

/** The longest wait of SQS (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html). */
const LONG_POLL_SECONDS = 20;
/** Pause after an empty response, for a server that does not support long polling. */
const EMPTY_POLL_PAUSE_MS = SECOND_MS;
const FAILED_POLL_PAUSE_MS = MINUTE_MS;

/** Waits for records in the queues of all regions between imports. The next import gets the received records first. */
export class QueueWaiter {
  private readonly queues = new Map<string, RecordQueue>();
  private readonly buffered = new Map<string, readonly ReceivedRecord[]>();

  constructor(
    private readonly regions: readonly Region[],
    private readonly open: OpenQueue,
    private readonly pause: Pause,
  ) {}

  /** Opens the queue of a region for an import; the queue stays open until it fails, or until `close`. */
  readonly openQueue: OpenQueue = async (region) => {
    const queue = await this.queueOf(region);
    return {
      name: queue.name,
      topicArns: queue.topicArns,
      receive: async (seconds, signal) =>
        this.takeBuffered(region) ?? (await this.orForget(region, queue.receive(seconds, signal))),
      remove: (records) => this.orForget(region, queue.remove(records)),
      close: () => undefined,
    };
  };

  /** Resolves when a record is received, after that time in milliseconds, or when the signal aborts. */
  readonly wait: Pause = async (milliseconds, signal) => {
    const over = new AbortController();
    const end = () => over.abort();
    if (signal.aborted) return;
    signal.addEventListener("abort", end);
    try {
      const timer = this.pause(milliseconds, over.signal).then(end);
      await Promise.all([timer, ...this.regions.map((region) => this.poll(region, over.signal).finally(end))]);
    } finally {
      signal.removeEventListener("abort", end);
    }
  };

  close(): void {
    for (const queue of this.queues.values()) queue.close();
    this.queues.clear();
  }

  /** A queue that fails does not end the wait: the import reports the failure, and lists the bucket nevertheless. */
  private async poll(region: Region, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const records = await (await this.queueOf(region)).receive(LONG_POLL_SECONDS, signal);
        if (records.length > 0) return void this.buffered.set(region.name, records);
        await this.pause(EMPTY_POLL_PAUSE_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof QueueError)) throw error;
        this.forget(region);
        await this.pause(FAILED_POLL_PAUSE_MS, signal);
      }
    }
  }

  /** A queue that failed is opened again: its client keeps the access key that it has once found. */
  private forget({ name }: Region): void {
    this.queues.get(name)?.close();
    this.queues.delete(name);
  }

  private async orForget<T>(region: Region, request: Promise<T>): Promise<T> {
    try {
      return await request;
    } catch (error) {
      this.forget(region);
      throw error;
    }
  }

  private takeBuffered({ name }: Region): readonly ReceivedRecord[] | undefined {
    const records = this.buffered.get(name);
    this.buffered.delete(name);
    return records;
  }

  private async queueOf(region: Region): Promise<RecordQueue> {
    const openQueue = this.queues.get(region.name);
    if (openQueue) return openQueue;
    const queue = await this.open(region);
    this.queues.set(region.name, queue);
    return queue;
  }
}

import type { Region } from "../../../settings/model";

/** The queue cannot be asked, or does not do what it is asked: network, permissions, or there is none of that name. */
export class QueueError extends Error {}

/** One record, as long as it is not removed it comes again some time after it was received. */
export interface ReceivedRecord {
  readonly body: string;
  /** By which the queue knows what to remove. */
  readonly handle: string;
}

export type OpenQueue = (region: Region) => Promise<RecordQueue>;

/** A queue of what SES said of the messages of one region. Its operations throw `QueueError`, or the signal's reason. */
export interface RecordQueue {
  readonly name: string;
  /** The only topic that sends to it. */
  readonly topicArn: string;
  /** Some records; none if none comes within so many seconds, at most 20. */
  receive(seconds: number, signal?: AbortSignal): Promise<readonly ReceivedRecord[]>;
  remove(records: readonly ReceivedRecord[]): Promise<void>;
  close(): void;
}

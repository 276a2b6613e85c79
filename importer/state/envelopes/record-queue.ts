import type { Region } from "../../../settings/model";

/** The queue does not answer, refuses, or does not exist. */
export class QueueError extends Error {
  override readonly name = "QueueError";
}

/** A received record. It is received again after a while unless it is removed. */
export interface ReceivedRecord {
  readonly body: string;
  /** Identifies the record when it is removed. */
  readonly handle: string;
}

export type OpenQueue = (region: Region) => Promise<RecordQueue>;

/** A queue of SES's notifications about the messages of one region. Operations throw `QueueError`, or the signal's reason. */
export interface RecordQueue {
  readonly name: string;
  /** The topics that publish to the queue, and no others. */
  readonly topicArns: readonly string[];
  /** Waits up to `seconds` (at most 20) for records; an empty list: there was none. */
  receive(seconds: number, signal?: AbortSignal): Promise<readonly ReceivedRecord[]>;
  remove(records: readonly ReceivedRecord[]): Promise<void>;
  close(): void;
}

import type { ReceivedRecord, RecordQueue } from "../../../../../importer/state/envelopes/record-queue";

export const TOPIC = "arn:aws:sns:eu-west-1:111122223333:mail-envelopes";

/** The part of SES's record of an object that the importer reads. */
export function notification(key: string, recipients: readonly string[], more: object = {}) {
  return {
    notificationType: "Received",
    mail: { source: "sender@sender.example", messageId: key.slice(key.lastIndexOf("/") + 1), ...more },
    receipt: { recipients, action: { type: "S3", topicArn: TOPIC, bucketName: "mail", objectKey: key } },
  };
}

/** A queue in memory: records that were received but not removed return after `timeout()`. */
export class MemoryQueue implements RecordQueue {
  readonly name = "mail-envelopes";
  readonly topicArns = [TOPIC];
  private waiting: ReceivedRecord[] = [];
  private inFlight: ReceivedRecord[] = [];
  private sent = 0;
  /** The error that the named operation throws. */
  fault: { readonly at: "open" | "receive" | "remove"; readonly error: Error } | undefined;
  opened = 0;

  readonly open = (): Promise<RecordQueue> => {
    this.failAt("open");
    this.opened++;
    return Promise.resolve(this);
  };

  send(record: object | string): void {
    const body = typeof record === "string" ? record : JSON.stringify(record);
    this.waiting.push({ body, handle: String(this.sent++) });
  }

  /** Returns at most ten records; never waits. */
  async receive(): Promise<readonly ReceivedRecord[]> {
    await Promise.resolve();
    this.failAt("receive");
    const records = this.waiting.splice(0, 10);
    this.inFlight.push(...records);
    return records;
  }

  async remove(records: readonly ReceivedRecord[]): Promise<void> {
    await Promise.resolve();
    this.failAt("remove");
    const gone = new Set(records.map(({ handle }) => handle));
    this.inFlight = this.inFlight.filter(({ handle }) => !gone.has(handle));
  }

  close(): void {
    this.opened--;
  }

  timeout(): void {
    this.waiting.push(...this.inFlight.splice(0));
  }

  /** Records that were not removed. */
  get left(): number {
    return this.waiting.length + this.inFlight.length;
  }

  private failAt(operation: "open" | "receive" | "remove"): void {
    if (this.fault?.at === operation) throw this.fault.error;
  }
}

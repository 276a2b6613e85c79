import { quietSdk } from "../../../lib/quiet-sdk";
import { credentials } from "../../../store/credentials";
import { sdkConnections } from "../../../store/sdk-connections";
import { QueueError, type ReceivedRecord, type RecordQueue } from "./record-queue";
import { openSqs, type SqsClient } from "./sqs-client";

export interface SqsQueueOptions {
  readonly name: string;
  /** Names of the topics that publish to the queue. */
  readonly topics: readonly string[];
  readonly region: string;
  /** URL of an SQS server other than Amazon's; AWS_ENDPOINT_URL has the same effect. */
  readonly endpoint?: string | undefined;
  /** Asks the command to stop. A record that is not removed comes again. */
  readonly signal?: AbortSignal | undefined;
}

/** Messages in one ReceiveMessage or DeleteMessageBatch request. */
const SQS_MAX_BATCH = 10;

/** A queue in Amazon SQS; topics of the same region and account publish to it. */
export class SqsQueue implements RecordQueue {
  /** Loads the SDK's client here, a quarter of a second that a run without a queue saves. */
  static async open({ name, topics, region, endpoint, signal }: SqsQueueOptions): Promise<SqsQueue> {
    quietSdk();
    const url = endpoint ?? process.env.AWS_ENDPOINT_URL_SQS ?? process.env.AWS_ENDPOINT_URL;
    const requestHandler = await attempt("open the queue", () => sdkConnections("sqs", region));
    const sqs = await openSqs({ region, endpoint: url, requestHandler, credentials: credentials() }, signal);
    try {
      const { QueueUrl = "" } = await attempt(`find the queue ${name}`, () => sqs.getQueueUrl({ QueueName: name }));
      const account = new URL(QueueUrl).pathname.split("/").at(-2);
      const topicArns = topics.map((topic) => `arn:aws:sns:${region}:${account}:${topic}`);
      return new SqsQueue(sqs, name, QueueUrl, topicArns);
    } catch (error) {
      sqs.destroy();
      throw error;
    }
  }

  private constructor(
    private readonly sqs: SqsClient,
    readonly name: string,
    private readonly url: string,
    readonly topicArns: readonly string[],
  ) {}

  async receive(seconds: number, signal?: AbortSignal): Promise<readonly ReceivedRecord[]> {
    const request = { QueueUrl: this.url, MaxNumberOfMessages: SQS_MAX_BATCH, WaitTimeSeconds: seconds };
    const { Messages = [] } = await attempt(`receive from the queue ${this.name}`, () =>
      this.sqs.receiveMessage(request, signal),
    );
    return Messages.map(({ Body = "", ReceiptHandle = "" }) => ({ body: Body, handle: ReceiptHandle }));
  }

  async remove(records: readonly ReceivedRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += SQS_MAX_BATCH) {
      const Entries = records
        .slice(start, start + SQS_MAX_BATCH)
        .map(({ handle }, index) => ({ Id: String(index), ReceiptHandle: handle }));
      const { Failed: [failed] = [] } = await attempt(`remove from the queue ${this.name}`, () =>
        this.sqs.deleteMessageBatch({ QueueUrl: this.url, Entries }),
      );
      if (failed) throw new QueueError(`cannot remove from the queue ${this.name}: ${failed.Code}: ${failed.Message}`);
    }
  }

  close(): void {
    this.sqs.destroy();
  }
}

async function attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name, message } = error as Error;
    throw new QueueError(`cannot ${action}: ${name === "Error" ? "" : `${name}: `}${message}`, { cause: error });
  }
}

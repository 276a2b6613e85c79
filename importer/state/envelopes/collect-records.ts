import { interruptedProblem, type Outcome, type Outcomes, problem } from "../../outcome";
import type { EnvelopeFiles, KnownEnvelope } from "./envelope-files";
import { readRecord } from "./read-record";
import { QueueError, type ReceivedRecord, type RecordQueue } from "./record-queue";

/** Maximum number of simultaneous requests, used after the first responses show a long queue. */
const MAX_REQUESTS = 8;

/** Each round receives at most 80 records; this many rounds receive more records than the importer is designed for. */
const MAX_ROUNDS = 100_000;

/**
 * A ReceiveMessage request without a wait asks only some of SQS's servers, and may return nothing although the queue
 * has records.
 */
const RECEIVE_WAIT_SECONDS = 1;

export interface CollectOptions {
  /** The bucket of the queue's region. */
  readonly bucket: string;
  /** Whether this host needs the envelope. */
  readonly isOfUse: (envelope: KnownEnvelope) => boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Moves the records of a queue into files: a record is removed from the queue after its file is durable. Foreign records are
 * removed, too: nothing else reads this queue, and they would come again for 14 days. Mail is delivered even where the queue fails.
 */
export async function collectRecords(
  open: () => Promise<RecordQueue>,
  files: EnvelopeFiles,
  { bucket, isOfUse, signal }: CollectOptions,
): Promise<Outcomes> {
  const foreign = new ForeignRecords();
  let queue: RecordQueue | undefined;
  try {
    queue = await open();
    for (let round = 0; round < MAX_ROUNDS && !signal?.aborted; round++) {
      const records = await receive(queue, Math.min(2 ** round, MAX_REQUESTS), signal);
      if (records.length === 0) break;
      await files.save(envelopesIn(queue, bucket, records, foreign).filter(isOfUse));
      await queue.remove(records);
    }
    return foreign.outcomes;
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    return [...foreign.outcomes, signal?.aborted ? interruptedProblem(bucket) : problem("queue", bucket, error)];
  } finally {
    queue?.close();
  }
}

async function receive(
  queue: RecordQueue,
  requests: number,
  signal: AbortSignal | undefined,
): Promise<ReceivedRecord[]> {
  const receiveSome = () => queue.receive(RECEIVE_WAIT_SECONDS, signal);
  const received = await Promise.all(Array.from({ length: requests }, receiveSome));
  return received.flat();
}

function envelopesIn(
  { name, topicArns }: RecordQueue,
  bucket: string,
  records: readonly ReceivedRecord[],
  foreign: ForeignRecords,
): KnownEnvelope[] {
  const envelopes: KnownEnvelope[] = [];
  for (const { body } of records) {
    const record = readRecord(body, { topicArns, bucket });
    if (record.kind === "envelope") envelopes.push({ bucket, key: record.key, ...record.envelope });
    if (record.kind === "foreign") foreign.count(name, record.reason);
  }
  return envelopes;
}

/** Counts the foreign records of one queue; memory does not grow with their number. */
class ForeignRecords {
  private counted: Extract<Outcome, { kind: "foreign-records" }> | undefined;

  count(queue: string, reason: string): void {
    const { count = 0, ...first } = this.counted ?? { queue, reason };
    this.counted = { kind: "foreign-records", ...first, count: count + 1 };
  }

  get outcomes(): Outcomes {
    return this.counted ? [this.counted] : [];
  }
}

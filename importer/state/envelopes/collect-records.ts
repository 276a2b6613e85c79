import type { ImportReport } from "../../report";
import type { EnvelopeFiles, KnownEnvelope } from "./envelope-files";
import { readRecord } from "./read-record";
import { QueueError, type ReceivedRecord, type RecordQueue } from "./record-queue";

/** Requests at the same time, where there is much. */
const MOST_REQUESTS = 8;

/** Of at most 80 records: more than the importer is meant for. */
const MOST_ROUNDS = 100_000;

/** Seconds. A request that does not wait asks only some of SQS's servers, and may find nothing although there is something. */
const WAIT = 1;

/**
 * Moves what is in the queue into files: kept first, removed from the queue then. What is stray is removed too, because nobody
 * else reads this queue, and it would come again for 14 days. What goes wrong is reported; mail is delivered all the same.
 */
export async function collectRecords(
  open: () => Promise<RecordQueue>,
  bucket: string,
  files: EnvelopeFiles,
  report: ImportReport,
  signal: AbortSignal | undefined,
): Promise<void> {
  let queue: RecordQueue | undefined;
  try {
    queue = await open();
    for (let round = 0; round < MOST_ROUNDS && !signal?.aborted; round++) {
      const requests = Math.min(2 ** round, MOST_REQUESTS);
      const records = await receive(queue, requests);
      if (records.length === 0) return;
      await files.save(understood(queue, bucket, records, report));
      await queue.remove(records);
    }
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    report.problem("queue", bucket, error);
  } finally {
    queue?.close();
  }
}

async function receive(queue: RecordQueue, requests: number): Promise<ReceivedRecord[]> {
  const answers = await Promise.all(Array.from({ length: requests }, () => queue.receive(WAIT)));
  return answers.flat();
}

function understood(
  { name, topicArn }: RecordQueue,
  bucket: string,
  records: readonly ReceivedRecord[],
  report: ImportReport,
): KnownEnvelope[] {
  const known: KnownEnvelope[] = [];
  for (const { body } of records) {
    const record = readRecord(body, { topicArn, bucket });
    if (record.kind === "envelope") known.push({ bucket, key: record.key, ...record.envelope });
    if (record.kind === "stray") report.strayRecord(name, record.reason);
  }
  return known;
}

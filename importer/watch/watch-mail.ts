import type { Region } from "../../settings/model";
import type { OpenQueue } from "../state/envelopes/record-queue";
import type { ImportReport, Problem } from "../report";
import { pause as realPause, type Pause } from "../../lib/pause";
import { QueueBell } from "./queue-waiter";

export interface WatchOptions {
  readonly regions: readonly Region[];
  /** Where there are queues, they tell when mail comes. */
  readonly openQueue: OpenQueue | undefined;
  /** One import with these queues. It alone holds the lock, so that another import can run in between. */
  readonly importOnce: (openQueue: OpenQueue | undefined) => Promise<ImportReport>;
  /** Ends the watch at the next step at which nothing is half done. */
  readonly signal: AbortSignal;
  readonly pause?: Pause;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** To the next import without a queue: a LIST a minute is $0.22 a month. */
const INTERVAL = MINUTE;
/** The same with queues: a record may be lost, and LIST decides. */
const INTERVAL_WITH_QUEUES = 5 * MINUTE;
const FIRST_PAUSE = 15 * SECOND;
const LONGEST_PAUSE = 5 * MINUTE;

/** What makes the next import fail too; a mailbox that waits is no reason to let the others wait. */
const inTheWay: readonly Problem["kind"][] = ["lock", "state", "bucket", "no-bucket"];

/** Imports again and again until it is told to stop: at once when mail comes, and at ever longer intervals while nothing works. */
export async function watchMail(options: WatchOptions): Promise<void> {
  const { regions, openQueue, importOnce, signal, pause = realPause } = options;
  const bell = openQueue && new QueueBell(regions, openQueue, pause);
  try {
    for (let failures = 0; !signal.aborted;) {
      const { problems } = await importOnce(bell?.openQueue);
      failures = problems.some(({ kind }) => inTheWay.includes(kind)) ? failures + 1 : 0;
      if (failures > 0) await pause(Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE), signal);
      else if (bell) await bell.wait(INTERVAL_WITH_QUEUES, signal);
      else await pause(INTERVAL, signal);
    }
  } finally {
    bell?.close();
  }
}

import type { Region } from "../../settings/model";
import type { OpenQueue } from "../state/envelopes/record-queue";
import type { ImportProblem } from "../outcome";
import type { ImportReport } from "../report";
import { MINUTE_MS, SECOND_MS } from "../../lib/time";
import { pause as realPause, type Pause } from "../../lib/pause";
import { QueueWaiter } from "./queue-waiter";

export interface WatchOptions {
  readonly regions: readonly Region[];
  /** Opens the queue of a region; `undefined`: no queue reports new mail. */
  readonly openQueue: OpenQueue | undefined;
  /**
   * Runs one import with these queues. The lock is held only during the import, so that another import can run between
   * two of them.
   */
  readonly importOnce: (openQueue: OpenQueue | undefined) => Promise<ImportReport>;
  /** Ends the watch at the next step at which no delivery is unfinished. */
  readonly signal: AbortSignal;
  readonly pause?: Pause;
}

/** Pause between imports without a queue: one LIST request a minute costs $0.22 a month. */
const INTERVAL_MS = MINUTE_MS;
/** Pause between imports with queues: a record may be lost, and only LIST shows all mail. */
const INTERVAL_WITH_QUEUES_MS = 5 * MINUTE_MS;
const FIRST_PAUSE_MS = 15 * SECOND_MS;
const MAX_PAUSE_MS = 5 * MINUTE_MS;

/** Problems that would make the next import fail, too; the problem of one mailbox must not delay the others. */
const LASTING_PROBLEMS: readonly ImportProblem["kind"][] = ["lock", "state", "bucket", "no-bucket"];

/** Imports again and again until the signal aborts: at once when mail comes, and with growing pauses while imports fail. */
export async function watchMail(options: WatchOptions): Promise<void> {
  const { regions, openQueue, importOnce, signal, pause = realPause } = options;
  const waiter = openQueue && new QueueWaiter(regions, openQueue, pause);
  try {
    for (let failures = 0; !signal.aborted;) {
      const { problems } = await importOnce(waiter?.openQueue);
      failures = problems.some(({ kind }) => LASTING_PROBLEMS.includes(kind)) ? failures + 1 : 0;
      if (failures > 0) await pause(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS), signal);
      else if (waiter) await waiter.wait(INTERVAL_WITH_QUEUES_MS, signal);
      else await pause(INTERVAL_MS, signal);
    }
  } finally {
    waiter?.close();
  }
}

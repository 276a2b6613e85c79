import type { ImportReport, Problem } from "../report";
import type { Pause } from "./pause";

export interface WatchOptions {
  /** One import. It alone holds the lock, so that another import can run in between. */
  readonly importOnce: () => Promise<ImportReport>;
  /** Ends when there is something to import, or after so many milliseconds. */
  readonly waitForMail: Pause;
  /** Milliseconds to the next import at the latest, because what wakes us may be lost. */
  readonly interval: number;
  readonly pause: Pause;
  /** Ends the watch at the next step at which nothing is half done. */
  readonly signal: AbortSignal;
}

const SECOND = 1000;
const LONGEST_PAUSE = 5 * 60 * SECOND;

/** What makes the next import fail too; a mailbox that waits is no reason to let the others wait. */
const inTheWay: readonly Problem["kind"][] = ["lock", "state", "bucket", "no-bucket"];

/** Imports again and again until it is told to stop: soon when mail comes, and at ever longer intervals while nothing works. */
export async function watchMail({ importOnce, waitForMail, interval, pause, signal }: WatchOptions): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    const { problems } = await importOnce();
    failures = problems.some(({ kind }) => inTheWay.includes(kind)) ? failures + 1 : 0;
    if (failures === 0) await waitForMail(interval, signal);
    else await pause(Math.min(15 * SECOND * 2 ** (failures - 1), LONGEST_PAUSE), signal);
  }
}

import type { Reading } from "./reading";
import type { ServerAnswer } from "./server-answer";

/** Where the addresses of the primary come from. */
export interface Source {
  readonly reading: Reading;
  /** Asks for single addresses, also for those that no table lists; absent: the source only has its list. */
  readonly ask?: (addresses: readonly string[]) => Promise<ReadonlyMap<string, ServerAnswer>>;
}

import type { PostfixServer } from "./postfix/server";
import type { Reading } from "./reading";
import type { ServerAnswer } from "./server-answer";

/** A source of the primary's addresses. */
export interface AddressSource {
  readonly reading: Reading;
  /** The configuration that was read, where the source is Postfix. */
  readonly postfix?: PostfixServer;
  /** Asks about single addresses, also those that no table lists; absent: the source has a list only. */
  readonly ask?: (addresses: readonly string[]) => Promise<ReadonlyMap<string, ServerAnswer>>;
}

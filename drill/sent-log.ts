import type { DrillMessage } from "./messages";
import type { Fate } from "./sender/send";

/** One message as it was sent in one phase, with what the sender knows of each envelope recipient. */
export interface Sent {
  readonly phase: string;
  readonly message: DrillMessage;
  readonly fates: ReadonlyMap<string, Fate>;
}

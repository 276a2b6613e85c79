import type { Role } from "./roles";

/** A message to send, its bytes read when they are needed: a folder of mail may be larger than the memory. */
export interface DrillMessage {
  /** The file it comes from. */
  readonly name: string;
  /** What the report calls it. */
  readonly shows: string;
  /** Envelope sender; empty: the null sender. */
  readonly sender: string;
  readonly to: readonly Role[];
  /** In wire form. */
  readonly read: () => Promise<Buffer>;
}

import type { Role } from "./roles";

/** A message to send. Its bytes are read only for sending, because a folder of mail may be larger than the memory. */
export interface DrillMessage {
  /** The name of its file. */
  readonly name: string;
  /** Its name in the report. */
  readonly title: string;
  /** Envelope sender; empty: the null sender. */
  readonly sender: string;
  readonly to: readonly Role[];
  /** Reads the message in wire form. */
  readonly read: () => Promise<Buffer>;
}

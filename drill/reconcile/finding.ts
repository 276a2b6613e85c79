import type { Delivery } from "./deliveries";

/**
 * - `lost`: promised, and in no mailbox;
 * - `duplicated`: in its mailbox more than once;
 * - `changed`: in its mailbox, but not as it was sent;
 * - `misplaced`: in a mailbox that it was not for;
 * - `unexpected`: a file that nobody sent.
 */
export type FindingKind = "lost" | "duplicated" | "changed" | "misplaced" | "unexpected";

/** One thing that is not as it was promised. */
export interface Finding {
  readonly kind: FindingKind;
  /** What the report calls the message; `undefined` for a file that nobody sent. */
  readonly message: string | undefined;
  readonly phase: string | undefined;
  readonly mailbox: string;
  readonly what: string;
}

export function findingOf(kind: FindingKind, { sent, mailbox }: Delivery, what: string): Finding {
  return { kind, message: sent.message.shows, phase: sent.phase, mailbox: mailbox.user, what };
}

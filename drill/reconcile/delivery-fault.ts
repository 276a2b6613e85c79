import type { PromisedDelivery } from "./promised-deliveries";

/**
 * - `lost`: promised, and in no mailbox;
 * - `duplicated`: in its mailbox more than once;
 * - `changed`: in its mailbox, but not as it was sent;
 * - `misplaced`: in another mailbox than its own;
 * - `unexpected`: a file without a sent message.
 */
export type FaultKind = "lost" | "duplicated" | "changed" | "misplaced" | "unexpected";

/** One difference between the promised deliveries and the Maildirs. */
export interface DeliveryFault {
  readonly kind: FaultKind;
  /** The title of the message; `undefined` for a file without a sent message. */
  readonly message: string | undefined;
  readonly phase: string | undefined;
  readonly mailbox: string;
  readonly what: string;
}

export function deliveryFault(kind: FaultKind, { sent, mailbox }: PromisedDelivery, what: string): DeliveryFault {
  return { kind, message: sent.message.title, phase: sent.phase, mailbox: mailbox.user, what };
}

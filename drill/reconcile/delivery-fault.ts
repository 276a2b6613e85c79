import type { PromisedDelivery } from "./promised-deliveries";

/**
 * - `lost`: a host promised the delivery, and no mailbox has the message;
 * - `duplicated`: its mailbox has the message more than once;
 * - `changed`: its mailbox has the message in another form than it was sent;
 * - `misplaced`: another mailbox than its own has the message;
 * - `unexpected`: the drill sent no message with the content of the file.
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

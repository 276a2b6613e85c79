import type { Mailbox } from "../../settings/model";
import type { SentMessage } from "../dispatch";
import type { UserList } from "../user-list";

/** One message that must be in one mailbox exactly once, because a host replied 250. */
export interface PromisedDelivery {
  readonly sent: SentMessage;
  readonly mailbox: Mailbox;
  /** The id in the 250 reply; for the standby the message id of SES. */
  readonly id: string;
  readonly host: string;
}

/**
 * The deliveries that hosts promised. Two addresses of one mailbox in one transaction are one delivery: SES stores one
 * object for each rule, and the primary delivers once to each mailbox. An accepted recipient without a mailbox is not a
 * promised delivery; see `disagreements`.
 */
export function promisedDeliveries(sentLog: readonly SentMessage[], users: UserList): PromisedDelivery[] {
  const deliveries = new Map<string, PromisedDelivery>();
  for (const sent of sentLog) {
    for (const [recipient, outcome] of sent.outcomes) {
      if (outcome.kind !== "accepted") continue;
      const id = outcome.reply.split(/\s+/).at(-1)!;
      for (const mailbox of users.find(recipient)) {
        deliveries.set(`${id} ${mailbox.user}`, { sent, mailbox, id, host: outcome.host });
      }
    }
  }
  return [...deliveries.values()];
}

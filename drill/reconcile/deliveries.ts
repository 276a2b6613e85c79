import type { Mailbox } from "../../settings/model";
import type { Sent } from "../sent-log";
import type { UserList } from "../user-list";

/** One message that has to be in one mailbox exactly once: a host said 250 for it. */
export interface Delivery {
  readonly sent: Sent;
  readonly mailbox: Mailbox;
  /** What the host called it in its 250 reply; for the standby the message id of SES. */
  readonly id: string;
  readonly host: string;
}

/**
 * What the sender was promised. Two addresses of one mailbox in one transaction are one delivery: SES stores one object a
 * rule, and the primary delivers once a mailbox. A stranger whom a host accepted has no mailbox; `disagreements` names him.
 */
export function promised(ledger: readonly Sent[], users: UserList): Delivery[] {
  const deliveries = new Map<string, Delivery>();
  for (const sent of ledger) {
    for (const [recipient, fate] of sent.fates) {
      if (fate.kind !== "accepted") continue;
      const id = fate.reply.split(/\s+/).at(-1)!;
      for (const mailbox of users.find(recipient)) {
        deliveries.set(`${id} ${mailbox.user}`, { sent, mailbox, id, host: fate.host });
      }
    }
  }
  return [...deliveries.values()];
}

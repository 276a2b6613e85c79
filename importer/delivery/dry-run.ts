import type { Mailbox } from "../../settings/model";
import type { ImportContext } from "../context";
import type { ListedBatch } from "../listing/bucket-listing";
import { checkMaildir } from "../maildir/check-maildir";
import type { Message } from "../message/model";
import { type Outcomes, suspendedOutcomes } from "../outcome";
import type { Deliverer } from "./deliverer";

/** Counts what would be delivered and deleted, and changes nothing. */
export class DryRun implements Deliverer {
  readonly isStoreGone = false;
  private readonly checked = new Set<string>();

  constructor(
    private readonly context: ImportContext,
    private readonly settle: (outcomes: Outcomes) => void,
  ) {}

  async deliver({ messages, remembered, deletable }: ListedBatch): Promise<void> {
    this.settle([{ kind: "deleted", count: remembered.length + deletable.length }]);
    for (const message of messages) this.settle(await this.outcomeOf(message));
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  private async outcomeOf({ identity, mailbox }: Message): Promise<Outcomes> {
    const { mailboxes } = this.context;
    const { user } = mailbox;
    if (mailboxes.isSuspended(user)) return suspendedOutcomes(1);
    if (!this.checked.has(user)) {
      this.checked.add(user);
      try {
        await this.check(mailbox);
      } catch (error) {
        return mailboxes.suspend(user, error);
      }
    }
    return [{ kind: "delivered", message: identity, mailbox: user }];
  }

  private async check(mailbox: Mailbox): Promise<void> {
    const { machine, mailboxes, transports } = this.context;
    if (!transports.serves(mailbox)) return void (await checkMaildir(machine, mailboxes.placeOf(mailbox)));
    const transport = transports.of(mailbox);
    try {
      await transport.ready();
    } finally {
      transport.close();
    }
  }
}

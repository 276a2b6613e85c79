import type { Courier } from "./deliverer";
import { checkMaildir } from "../maildir/check-maildir";
import type { Mailbox } from "../../settings/model";
import type { Run } from "../context";
import type { Message } from "./stage-batch";

/** Counts what would be delivered and deleted, and changes nothing. */
export class DryRunCourier implements Courier {
  private readonly checked = new Set<string>();

  constructor(private readonly run: Run) {}

  async deliver(messages: readonly Message[], remembered: readonly unknown[]): Promise<boolean> {
    const { report, mailboxes } = this.run;
    report.deleted += remembered.length;
    for (const { mailbox } of messages) {
      const { user } = mailbox;
      if (!this.checked.has(user)) {
        this.checked.add(user);
        await this.check(mailbox).catch((error: unknown) => mailboxes.wait(user, error));
      }
      if (mailboxes.isWaiting(user)) report.waiting++;
      else report.delivered++;
    }
    return true;
  }

  delete(objects: readonly unknown[]): Promise<void> {
    this.run.report.deleted += objects.length;
    return Promise.resolve();
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }
  private async check(mailbox: Mailbox): Promise<void> {
    const { machine, mailboxes, receivers } = this.run;
    if (!receivers.takes(mailbox)) return void (await checkMaildir(machine, mailboxes.placeOf(mailbox)));
    const receiver = receivers.of(mailbox);
    try {
      await receiver.ready();
    } finally {
      receiver.close();
    }
  }
}

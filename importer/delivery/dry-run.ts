import type { Mailbox } from "../../settings/model";
import { inParallel } from "../../lib/in-parallel";
import type { ImportContext } from "../context";
import type { ListedBatch } from "../listing/bucket-listing";
import { checkMaildir } from "../maildir/check-maildir";
import { chooseFolder } from "../message/choose-folder";
import type { Message } from "../message/model";
import { type MessageSource, openMessage } from "../message/open-message";
import { type Outcomes, suspendedOutcomes } from "../outcome";
import type { Deliverer } from "./deliverer";
import { failureOutcomes } from "./failure-outcomes";
import { retryDownload } from "./retry-download";
import { envelopeToSend } from "./transport-step";

/**
 * Counts what would be delivered, held and deleted, and changes nothing. Downloads each message, because only its bytes show whether it
 * would be held. A server or command is not asked for a single message, so that it counts as accepting each.
 */
export class DryRun implements Deliverer {
  private readonly checks = new Map<string, Promise<Outcomes>>();
  private storeGone = false;

  constructor(
    private readonly context: ImportContext,
    private readonly source: MessageSource,
    private readonly settle: (outcomes: Outcomes) => void,
  ) {}

  get isStoreGone(): boolean {
    return this.storeGone;
  }

  async deliver({ messages, remembered, deletable }: ListedBatch): Promise<void> {
    this.settle([{ kind: "deleted", count: remembered.length + deletable.length }]);
    const outcomesByMessage = await inParallel(messages, this.context.limits.maxDownloads, (message) =>
      this.outcomesOf(message),
    );
    const outcomes = outcomesByMessage.flat();
    this.settle(outcomes);
    const failures = outcomes.filter(({ kind }) => kind === "store-unavailable").length;
    if (failures > 0 && failures === messages.length) this.storeGone = true;
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  private async outcomesOf(message: Message): Promise<Outcomes> {
    const { mailbox, identity } = message;
    const { mailboxes } = this.context;
    const problems = await this.problemsOf(mailbox);
    if (mailboxes.isSuspended(mailbox.user)) return [...problems, ...suspendedOutcomes(1)];
    try {
      await retryDownload(this.source, message.object, () => this.examine(message));
    } catch (error) {
      return failureOutcomes(this.context, message, error);
    }
    return [
      { kind: "delivered", message: identity, mailbox: mailbox.user },
      { kind: "deleted", count: 1 },
    ];
  }

  /** Throws where the message would not be delivered. */
  private async examine(message: Message): Promise<void> {
    const { envelopes, released, settings, transports } = this.context;
    const { identity, object, mailbox } = message;
    const opened = await openMessage(this.source, object);
    try {
      const envelope = await envelopes.of(identity);
      chooseFolder(opened.sesBlock, envelope, settings.importer, released.has(identity));
      if (transports.serves(mailbox)) envelopeToSend(this.context, message, envelope, opened.sesBlock);
      // Only the end of the bytes shows that they are right.
      for await (const _ of opened.bytes);
    } finally {
      opened.close();
    }
  }

  /** Looks at the mailbox for its first message, and suspends it where it cannot be delivered to; the problem is returned once. */
  private async problemsOf(mailbox: Mailbox): Promise<Outcomes> {
    const { user } = mailbox;
    const known = this.checks.get(user);
    if (known) return known.then(() => []);
    const check = this.check(mailbox).then(
      () => [],
      (error: unknown) => this.context.mailboxes.suspend(user, error, 0),
    );
    this.checks.set(user, check);
    return check;
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

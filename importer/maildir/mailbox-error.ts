import { messageOf } from "../../lib/errors";

/** Why nothing can be delivered to a mailbox now. Its messages wait in the store; the other mailboxes go on. */
export class MailboxError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "MailboxError";
  }

  static from(error: unknown): MailboxError {
    if (error instanceof MailboxError) return error;
    return new MailboxError(messageOf(error), { cause: error });
  }
}

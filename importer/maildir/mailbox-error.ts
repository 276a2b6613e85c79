import { messageOf } from "../../lib/errors";

/** Nothing can be delivered to a mailbox now. Its messages stay in the store; delivery to other mailboxes continues. */
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

import { MESSAGE_TOO_LARGE } from "./message-size";
import type { SmtpReply } from "./smtp-reply";
import { undocumented } from "./undocumented";

/** Turns a reply into the error by which smtp-server sends it. */
export function refusal({ code, text }: SmtpReply): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/**
 * Texts of SES's replies that replace smtp-server's, by smtp-server's name for the occasion; each text is one line.
 * `250 Ok` after RCPT was seen in a live session of 2026.
 */
export const SMTP_SERVER_REPLY_TEXTS: Readonly<Record<string, string>> = {
  MAIL_FROM_OK: "Ok",
  RCPT_TO_OK: "Ok",
  TOO_MANY_RECIPIENTS: undocumented.tooManyRecipients.value.reply.text,
  MESSAGE_TOO_BIG: MESSAGE_TOO_LARGE.text,
};

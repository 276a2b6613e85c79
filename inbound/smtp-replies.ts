import type { Reply } from "./undocumented";
import { undocumented } from "./undocumented";

/** A reply that refuses, in the form in which smtp-server takes it. */
export function refusal({ code, text }: Reply): Error {
  return Object.assign(new Error(text), { responseCode: code });
}

/**
 * What SES says instead of smtp-server's own words, by smtp-server's name for the occasion; each is one line.
 * `250 Ok` after RCPT is from a live session of 2026.
 */
export const spokenReplies: Readonly<Record<string, string>> = {
  MAIL_FROM_OK: "Ok",
  RCPT_TO_OK: "Ok",
  TOO_MANY_RECIPIENTS: undocumented.tooManyRecipients.value.reply.text,
  MESSAGE_TOO_BIG: undocumented.tooLarge.value.reply.text,
};

import type { Mailbox } from "../model";

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html, rules per receipt rule set */
export const MAX_RULES = 200;
/** Recipients per receipt rule, by the same page. */
export const MAX_RECIPIENTS_PER_RULE = 500;

/** A receipt rule of a mailbox. */
export interface MailboxRule {
  readonly name: string;
  /** SES's recipient conditions. */
  readonly recipients: readonly string[];
}

/**
 * The rules of a mailbox: one rule for each 500 recipients, all with the same key prefix. For a message that two of
 * these rules match, SES writes the same object twice under the same key, which the importer sees as one message. No
 * rule has a Stop action, which would also end the rule set for recipients of other mailboxes.
 */
export function mailboxRules({
  ruleName,
  addresses,
  catchAllDomains,
}: Pick<Mailbox, "ruleName" | "addresses" | "catchAllDomains">): MailboxRule[] {
  const recipients = [...addresses, ...catchAllDomains];
  return ruleNames(ruleName, recipients.length).map((name, index) => ({
    name,
    recipients: recipients.slice(index * MAX_RECIPIENTS_PER_RULE, (index + 1) * MAX_RECIPIENTS_PER_RULE),
  }));
}

/** The names of a mailbox's rules: `alice_example.org`, `alice_example.org-2`, … */
export function ruleNames(first: string, recipients: number): string[] {
  const count = Math.max(1, Math.ceil(recipients / MAX_RECIPIENTS_PER_RULE));
  return Array.from({ length: count }, (_, index) => (index === 0 ? first : `${first}-${index + 1}`));
}

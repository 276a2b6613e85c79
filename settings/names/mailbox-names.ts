import { posix } from "node:path";
import { parseAddress } from "./addresses";
import { DEFAULT_MAILDIR, DEFAULT_RULE_NAME, domainOf } from "./derived-names";
import { fillTemplate } from "./local-names";

/** The templates of a mailbox's path and names. */
export interface NameTemplates {
  readonly maildir?: string | undefined;
  readonly ruleName?: string | undefined;
  readonly prefix?: string | undefined;
}

export interface NamedEntry extends NameTemplates {
  readonly user: string;
  readonly addresses?: readonly (string | undefined)[] | undefined;
}

/**
 * A mailbox's path and names, from its own templates or else from the templates for all mailboxes. `{user}`, `{local}`
 * and `{domain}` are `%u`, `%n` and `%d` of Dovecot.
 */
export function mailboxNames(
  entry: NamedEntry,
  defaults: NameTemplates | undefined,
  firstDomain: string,
): { maildir: string; ruleName: string; prefix: string } {
  const { localPart, domain } = parseAddress(entry.user);
  const isVirtual = domain !== undefined;
  const values = isVirtual
    ? { user: `${localPart}@${domain}`, local: localPart, domain }
    : { user: entry.user, local: entry.user, domain: domainOf(entry.addresses?.[0] ?? "", firstDomain) };
  // The prefix has no "@", which is not one of S3's safe characters for keys.
  const ownPrefix = isVirtual ? "{local}_{domain}" : "{user}";
  const filled = (template: string) => fillTemplate(template, values);
  return {
    maildir: posix.resolve(filled(entry.maildir ?? defaults?.maildir ?? DEFAULT_MAILDIR)),
    ruleName: filled(entry.ruleName ?? defaults?.ruleName ?? DEFAULT_RULE_NAME),
    prefix: filled(entry.prefix ?? defaults?.prefix ?? ownPrefix),
  };
}

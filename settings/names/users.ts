import type { ValueRule } from "../problem";
import { parseAddress } from "./addresses";
import { domainRule } from "./domain-names";

const LOCAL_NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}";
/** An account of the mail server, or a virtual user, whose name is an address. */
export const USER_NAME_PATTERN = new RegExp(`^${LOCAL_NAME}(?:@[^@]+)?$`);

export const userRule: ValueRule = (user) => {
  const domain = parseAddress(user).domain;
  if (USER_NAME_PATTERN.test(user) && (domain === undefined || !domainRule(domain))) return undefined;
  return { expected: "a user name of 1 to 64 of A-Z a-z 0-9 _ . -, or such a name with @ and a domain" };
};

/** The form in which user names are compared: the domain of a virtual user in lower-case A-labels. */
export function normalUser(user: string): string {
  const { localPart, domain } = parseAddress(user);
  return domain === undefined ? user : `${localPart}@${domain}`;
}

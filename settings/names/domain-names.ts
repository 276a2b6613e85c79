import { toALabels as knownName } from "../../lib/domain-name";
import type { ValueRule } from "../problem";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** RFC 1035 section 2.3.1 with the digits of RFC 1123 section 2.1; at least two labels, the last one not a number. */
const HOST_NAME = new RegExp(`^(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`);

/**
 * A domain name as DNS and SES want it: lower-case A-labels (RFC 5890), without the final dot of zone files.
 * Returns a name that has no such form as it is; `domainRule` refuses it. A dot at the start stays.
 */
export function declaredDomain(name: string): string {
  const ascii = name.startsWith(".") ? aLabels(name.slice(1)) : aLabels(name);
  if (ascii === undefined) return name;
  return name.startsWith(".") ? `.${ascii}` : ascii;
}

function aLabels(name: string): string | undefined {
  const ascii = knownName(name);
  return ascii !== undefined && HOST_NAME.test(ascii) ? ascii : undefined;
}

export const domainRule: ValueRule = (name) => {
  const ascii = aLabels(name);
  if (ascii === undefined) {
    return { expected: "a domain name such as example.org, or one with non-ASCII letters such as münchen.example" };
  }
  // SES refuses a rule for .invalid, which RFC 2606 reserves, with "Invalid recipient".
  if (ascii.endsWith(".invalid")) return { expected: "a domain that exists", advice: "SES refuses .invalid" };
  return undefined;
};

/** A domain, or with a dot before it all of its subdomains. */
export const declaredDomainRule: ValueRule = (name) => {
  if (!name.startsWith("*.")) return domainRule(name.replace(/^\./, ""));
  return { expected: "a wildcard as SES writes it, with a dot at the start", advice: `write ${name.slice(1)}` };
};

export const mailHostRule: ValueRule = (name) =>
  /^inbound-smtp\.[a-z0-9-]+\.amazonaws\.com$/.test(declaredDomain(name))
    ? { expected: "a server of your own", advice: "standby-mx adds the record of the standby" }
    : domainRule(name);

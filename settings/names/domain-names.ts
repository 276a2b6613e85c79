import { toALabels as knownName } from "../../lib/domain-name";
import type { ValueRule } from "../problem";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** RFC 1035 section 2.3.1 with the digits of RFC 1123 section 2.1; at least two labels, the last one not a number. */
const HOST_NAME = new RegExp(`^(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`);

/**
 * A domain name in the form of DNS and SES: lower-case A-labels (RFC 5890), without the final dot of zone files. A dot
 * at the start stays. A name without a valid form is returned unchanged, and `domainRule` refuses it.
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
  // SES refuses a rule for .invalid, a reserved name (RFC 2606), with "Invalid recipient".
  if (ascii.endsWith(".invalid")) return { expected: "a domain that exists", advice: "SES refuses .invalid" };
  return undefined;
};

/** A domain, or all of its subdomains if the name begins with a dot. */
export const declaredDomainRule: ValueRule = (name) => {
  if (!name.startsWith("*.")) return domainRule(name.replace(/^\./, ""));
  return { expected: "a wildcard as SES writes it, with a dot at the start", advice: `write ${name.slice(1)}` };
};

export const mailHostRule: ValueRule = (name) =>
  /^inbound-smtp\.[a-z0-9-]+\.amazonaws\.com$/.test(declaredDomain(name))
    ? { expected: "a server of your own", advice: "standby-mx adds the record of the standby" }
    : domainRule(name);

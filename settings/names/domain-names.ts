import { domainToASCII, domainToUnicode } from "node:url";
import type { Rule } from "../problem";

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** RFC 1035 section 2.3.1 with the digits of RFC 1123 section 2.1; at least two labels, the last one not a number. */
const hostName = new RegExp(`^(?:${label}\\.)+(?!\\d+$)${label}$`);

/**
 * A domain name as DNS and SES want it: lower-case A-labels (RFC 5890), without the final dot of zone files.
 * A name that cannot be written so comes back as it is, and `domainRule` refuses it.
 */
export function toALabels(name: string): string {
  return aLabels(name) ?? name;
}

function aLabels(name: string): string | undefined {
  const bare = name.replace(/\.$/, "").toLowerCase();
  // The converter of URLs would also take numbers, such as 1.2 or 0x7f000001, for IP addresses and write them out.
  const plain = /^[\x20-\x7e]*$/.test(bare) && !bare.includes("xn--");
  const ascii = plain ? bare : domainToASCII(bare);
  return hostName.test(ascii) && ascii.length <= 253 && isDecodable(ascii) ? ascii : undefined;
}

/** Node 24 converts a label "xn--…" that is no Punycode to itself; Node 20 converts the whole name to nothing. */
function isDecodable(ascii: string): boolean {
  return ascii.split(".").every((label) => !label.startsWith("xn--") || !/^(xn--|$)/.test(domainToUnicode(label)));
}

export const domainRule: Rule = (name) => {
  const ascii = aLabels(name);
  if (ascii === undefined) {
    return { expected: "a domain name such as example.org, or one with non-ASCII letters such as münchen.example" };
  }
  // SES answers "Invalid recipient" to the top-level domain that RFC 2606 keeps for what does not exist.
  if (ascii.endsWith(".invalid")) return { expected: "a domain that exists", advice: "SES refuses .invalid" };
  return undefined;
};

export const mailHostRule: Rule = (name) =>
  /^inbound-smtp\.[a-z0-9-]+\.amazonaws\.com$/.test(toALabels(name))
    ? { expected: "a server of your own", advice: "the standby's record is added by itself" }
    : domainRule(name);

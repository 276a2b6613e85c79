import { asciiLowerCase } from "../../lib/domain-name";
import { domainRule, toALabels } from "./domain-names";
import type { Rule } from "../problem";

/** RFC 5321 section 4.1.2, Dot-string. SES takes neither quoted local parts nor SMTPUTF8. */
const DOT_STRING = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** An address as the settings hold it. */
export interface WrittenAddress {
  readonly localPart: string;
  /** `undefined`: only a local part was written. */
  readonly domain: string | undefined;
}

/** Splits a written address and normalizes it for comparison: lower case, A-labels. */
export function parseAddress(text: string): WrittenAddress {
  const at = text.lastIndexOf("@");
  if (at < 0) return { localPart: asciiLowerCase(text), domain: undefined };
  return { localPart: asciiLowerCase(text.slice(0, at)), domain: toALabels(text.slice(at + 1)) };
}

export const addressRule: Rule = (text) => {
  const { localPart, domain } = parseAddress(text);
  if (localPart.includes("*") || (localPart === "" && domain !== undefined)) {
    return {
      expected: "one address; SES knows no wildcards",
      advice: "for all other addresses of a domain set unknownRecipients: { catchAll: <user> }",
    };
  }
  if (!DOT_STRING.test(localPart) || localPart.length > 64) {
    return { expected: "a local part such as alice, at most 64 characters of those RFC 5321 allows without quotes" };
  }
  return domain === undefined ? undefined : domainRule(domain);
};

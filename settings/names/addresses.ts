import { asciiLowerCase } from "../../lib/domain-name";
import { domainRule, declaredDomain } from "./domain-names";
import type { Fault, ValueRule } from "../problem";

/** A local part that needs no quotes (RFC 5321 section 4.1.2, Dot-string). */
const DOT_STRING = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** A pattern between slashes, as in Postfix's regexp tables. */
const POSTFIX_PATTERN = /^\/.*(?:\/\w*$|[\\()[\]])/;
const MAX_LOCAL_PART_CHARACTERS = 64;

export interface WrittenAddress {
  readonly localPart: string;
  /** `undefined`: only a local part was written. */
  readonly domain: string | undefined;
}

/** Splits an address, in the form in which addresses are compared: lower case, A-labels, no needless quotes. */
export function parseAddress(text: string): WrittenAddress {
  const at = text.lastIndexOf("@");
  if (at < 0) return { localPart: normalLocalPart(text), domain: undefined };
  return { localPart: normalLocalPart(text.slice(0, at)), domain: declaredDomain(text.slice(at + 1)) };
}

/** `"alice"@` and `alice@` are the same address (RFC 5321 section 4.1.2). */
function normalLocalPart(written: string): string {
  const content = /^"((?:[^"\\]|\\.)*)"$/s.exec(written)?.[1]?.replace(/\\(.)/gs, "$1");
  return asciiLowerCase(content !== undefined && DOT_STRING.test(content) ? content : written);
}

export const addressRule: ValueRule = (text) => {
  if (POSTFIX_PATTERN.test(text)) {
    return { expected: "one address; SES knows no patterns", advice: "write each address that is in use" };
  }
  const { localPart, domain } = parseAddress(text);
  if (/^(?:\*?\.)/.test(domain ?? "")) {
    const expected = "an address of one subdomain: SES has no condition for one local part in all of them";
    return { expected, advice: "write it for each subdomain, or set catchAll: <user> for the wildcard domain" };
  }
  return localPartFault(localPart, domain) ?? (domain === undefined ? undefined : domainRule(domain));
};

function localPartFault(localPart: string, domain: string | undefined): Fault | undefined {
  if (localPart.includes("*") || (localPart === "" && domain !== undefined)) {
    return { expected: "one address; SES knows no wildcards within a domain", advice: CATCH_ALL_ADVICE };
  }
  if (/[^\x00-\x7f]/.test(localPart)) {
    const expected =
      "a local part in ASCII: SES does not offer SMTPUTF8 (RFC 6531), so no sender can use other local parts";
    return { expected, advice: "remove it; your own server can still accept it" };
  }
  if (localPart.startsWith('"')) {
    const expected = "a local part without quotes: no recipient condition of SES can name a quoted local part";
    return { expected, advice: "remove it; only a catch-all of its domain gets mail to such addresses" };
  }
  if (!DOT_STRING.test(localPart) || localPart.length > MAX_LOCAL_PART_CHARACTERS) {
    const expected = `a local part such as alice, at most ${MAX_LOCAL_PART_CHARACTERS} of the characters that RFC 5321 allows without quotes`;
    return { expected };
  }
  return undefined;
}

const CATCH_ALL_ADVICE = "for all other addresses of a domain set catchAll: <user> in its entry of domains";

import type * as tr46 from "tr46";

/** Letters, digits, hyphens and the underscore of service names; RFC 1035 section 2.3.4 for the lengths. */
const A_LABELS = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;
const MAX_NAME_CHARACTERS = 253;

/**
 * A domain name in lower-case A-labels (RFC 5890), without the final dot of zone files; `undefined`: the text is not a
 * domain name. Non-ASCII labels and labels that begin with `xn--` must be valid by UTS #46, nontransitional. The UTS
 * #46 tables are those of tr46, because Node's tables differ between releases, and Node parses 0x7f.1 as an IP address.
 */
export function toALabels(name: string): string | undefined {
  const bare = name.replace(/\.$/, "");
  const ascii = needsTables(bare) ? uts46().toASCII(bare, UTS46_RULES) : bare.toLowerCase();
  return ascii !== null && ascii.length <= MAX_NAME_CHARACTERS && A_LABELS.test(ascii) ? ascii : undefined;
}

/** `checkHyphens` is off, because names such as r3---sn.example are in use. */
const UTS46_RULES = { checkBidi: true, checkJoiners: true, useSTD3ASCIIRules: true };

/** Loaded at the first use, because its tables take longer to load than all other modules of an import. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would make every caller asynchronous
const uts46 = () => require("tr46") as typeof tr46;

function needsTables(name: string): boolean {
  return !/^[\x20-\x7e]*$/.test(name) || /(?:^|\.)xn--/i.test(name);
}

/** Lower case of ASCII letters only: by Unicode's rules, U+212A (the Kelvin sign) would become `k`. */
export function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

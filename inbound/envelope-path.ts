/** The argument of MAIL or RCPT. */
export interface EnvelopeArgument {
  /** The address as sent, without a source route, needless quotes and a final dot. Empty for the null sender. */
  readonly address: string;
  /** ESMTP parameters, such as `SIZE=1000`, in upper case up to the equals sign. */
  readonly parameters: readonly string[];
}

const SOURCE_ROUTE = "(?:@[^\\s<>:]*:)?";
/** RFC 5321 section 4.1.2, Quoted-string. */
const QUOTED = '"((?:[^"\\\\\\x00-\\x1f\\x7f]|\\\\[ -~])*)"';
/** Accepts more than RFC 5321 allows: dots anywhere, as undocumented.addressSyntax says. */
const WORD = '[^\\s<>@"\\x00-\\x1f\\x7f]+';
const ENVELOPE_ARGUMENT = new RegExp(
  `^<${SOURCE_ROUTE}(?:(?:${QUOTED}|(${WORD}))(?:@(?!\\.>)(${WORD}?)\\.?)?)?>(?: +(.*))?$`,
);

/** A local part that needs no quotes (RFC 5321 section 4.1.2, Dot-string). */
const DOT_STRING = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** Parses the argument of `MAIL FROM:` or `RCPT TO:`; `undefined`: it is not a path in angle brackets. */
export function parseEnvelopeArgument(text: string): EnvelopeArgument | undefined {
  const [whole, inQuotes, plain, domain, parameters = ""] = ENVELOPE_ARGUMENT.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const localPart = inQuotes === undefined ? (plain ?? "") : leastQuoted(inQuotes.replace(/\\(.)/g, "$1"));
  const address = domain === undefined ? localPart : `${localPart}@${domain}`;
  return {
    address,
    parameters: parameters
      .split(/ +/)
      .filter(Boolean)
      .map((parameter) => parameter.replace(/^[^=]*/, (keyword) => keyword.toUpperCase())),
  };
}

/** RFC 5321 section 4.1.2: the quoted and the plain form of a local part mean the same; where possible, the plain form is used. */
function leastQuoted(text: string): string {
  return DOT_STRING.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

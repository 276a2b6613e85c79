import { canonicalAddress, splitAddress } from "../address";
import { EMPTY_READING, type PrimaryCatchAll, type AcceptedAddress, type Reading } from "../reading";
import { SourceError } from "../source-error";

/**
 * A list of addresses, one a line: `address`, `address mailbox` or `address mailbox, mailbox`; `#` begins a comment.
 * A local part alone stands for an address in each of the domains; `@domain` for all of a domain's addresses.
 */
export function parseAddressList(text: string, name: string, domains: readonly string[]): Reading {
  const entries: AcceptedAddress[] = [];
  const catchAlls: PrimaryCatchAll[] = [];
  text.split("\n").forEach((line, index) => {
    const content = line.replace(/(^|\s)#.*$/, "").trim();
    if (content === "") return;
    const place = `${name}:${index + 1}`;
    const [, written = "", rest = ""] = /^("(?:[^"\\]|\\.)*"\S*|\S+)\s*(.*)$/.exec(content) ?? [];
    const mailboxes = rest.split(/[\s,]+/).filter(Boolean);
    const { localPart, domain } = splitAddress(written);
    if (domain === "" || /,/.test(unquotedPart(written)) || /[:;<>()]/.test(unquotedPart(content))) {
      throw new SourceError(`${place}: expected an address, then its mailbox, found ${JSON.stringify(content)}`);
    }
    if (localPart === "") {
      catchAlls.push({ domain: canonicalAddress(`x@${domain}`).slice(2), mailboxes });
      return;
    }
    const addresses = domain === undefined ? domains.map((own) => `${written}@${own}`) : [written];
    for (const address of addresses.map(canonicalAddress)) {
      for (const mailbox of mailboxes.length > 0 ? mailboxes : [null]) {
        entries.push({ address, mailbox: mailbox === "-" ? null : mailbox, via: [place] });
      }
    }
  });
  if (entries.length + catchAlls.length === 0) {
    throw new SourceError(`expected addresses, one a line, from ${name}, found none`);
  }
  return { ...EMPTY_READING, entries, catchAlls, read: [name], domains };
}

const unquotedPart = (text: string): string => text.replace(/"(?:[^"\\]|\\.)*"/g, "");

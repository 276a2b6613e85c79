import type { Domain, Mailbox } from "../../settings/model";
import { headerFields } from "./header-fields";

/** The header fields that name recipients of the message as it was sent to this domain. */
const RECIPIENT_FIELDS = new Set(["to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc"]);

/** SES's own trace field, which is the first Received of an object that SES stored. */
const SES_RECEIVED = /\bby\s+inbound-smtp\.[a-z0-9-]+\.amazonaws\.com\b/i;
const FOR = /\bfor\s+<?([^\s<>;]+)>?\s*;/i;

/** What stands directly before and behind an "@", where both are plain (RFC 5322 dot-atoms). */
const PLAIN_LOCAL_PART = /(?<=^|[\s<,:;])[\w!#$%&'*+/=?^`{|}~.-]+$/;
const PLAIN_DOMAIN = /^[a-z0-9.-]+(?=$|[\s>,;])/i;

/**
 * A catch-all's rule matches a whole domain, known addresses too, because SES has no condition "everybody else". So a message
 * for a known address lies under the catch-all's prefix as well. This tells, from the beginning of an object under the
 * catch-all's prefix, whose message it is and nobody else's: SES wrote `for` an address of that mailbox, and every recipient
 * in the header that is in our domains belongs to some mailbox beside the catch-all's. `undefined`: the catch-all's, or not
 * known; a copy too many is better than a message lost.
 */
export function onlyForOther(
  head: Buffer,
  catchAll: string,
  mailboxes: readonly Mailbox[],
  domains: readonly Domain[],
): Mailbox | undefined {
  const fields = headerFields(head);
  const received = fields?.find(({ name }) => name === "received")?.value;
  if (!fields || received === undefined || !SES_RECEIVED.test(received)) return undefined;
  const owners = new Map(mailboxes.flatMap((mailbox) => mailbox.addresses.map((address) => [address, mailbox])));
  const otherOwner = (address: string) => {
    const owner = owners.get(address) ?? owners.get(withoutLabel(address));
    return owner?.user === catchAll ? undefined : owner;
  };
  const other = otherOwner((FOR.exec(received)?.[1] ?? "").toLowerCase());
  const ours = new Set(domains.map(({ name }) => name));
  const named = fields.filter(({ name }) => RECIPIENT_FIELDS.has(name));
  return other && named.every(({ value }) => everyAddressIs(value, ours, otherOwner)) ? other : undefined;
}

/** Whether every "@" in the text is in an address elsewhere, or in one of ours that is plainly written and accepted. */
function everyAddressIs(text: string, ours: ReadonlySet<string>, accept: (address: string) => unknown): boolean {
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const domain = PLAIN_DOMAIN.exec(text.slice(at + 1))?.[0].toLowerCase();
    if (domain === undefined) return false;
    if (!ours.has(domain)) continue;
    const localPart = PLAIN_LOCAL_PART.exec(text.slice(0, at))?.[0];
    if (localPart === undefined || !accept(`${localPart.toLowerCase()}@${domain}`)) return false;
  }
  return true;
}

function withoutLabel(address: string): string {
  return address.replace(/\+[^@]*(?=@)/, "");
}

import type { Domain, Mailbox } from "../../settings/model";
import { headerFields } from "./header-fields";
import { readSesBlock } from "./ses-block";

/** The header fields that name recipients. */
const RECIPIENT_FIELDS = new Set(["to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc"]);

/** What stands directly before and behind an "@" in an address that is plainly written (RFC 5322, dot-atoms). */
const PLAIN_LOCAL_PART = /(?<=^|[\s<,:;])[\w!#$%&'*+/=?^`{|}~.-]+$/;
const PLAIN_DOMAIN = /^[a-z0-9.-]+(?=$|[\s>,;])/i;

/**
 * A catch-all's rule matches a whole domain, known addresses too, because SES has no condition "everybody else". So a message
 * for a known address lies under the catch-all's prefix as well. This tells, from the beginning of an object under the
 * catch-all's prefix, whose message it is and nobody else's: SES received it for an address of that mailbox, and every
 * recipient in the header that is in our domains belongs to some mailbox beside the catch-all's. `undefined`: the
 * catch-all's, or not known; a copy too many is better than a message lost.
 */
export function onlyForOther(
  head: Buffer,
  catchAll: string,
  mailboxes: readonly Mailbox[],
  domains: readonly Domain[],
): Mailbox | undefined {
  const recipient = readSesBlock(head)?.recipient;
  const named = recipientFields(head);
  if (recipient === undefined || named === undefined) return undefined;
  const owners = new Map(mailboxes.flatMap((mailbox) => mailbox.addresses.map((address) => [address, mailbox])));
  const otherOwner = (address: string) => {
    const owner = owners.get(address) ?? owners.get(withoutLabel(address));
    return owner?.user === catchAll ? undefined : owner;
  };
  const other = otherOwner(recipient.toLowerCase());
  const ours = new Set(domains.map(({ name }) => name));
  return other && named.every((value) => everyAddressIs(value, ours, otherOwner)) ? other : undefined;
}

/** The values of all fields that name recipients; `undefined`: the header does not end within these bytes. */
function recipientFields(head: Buffer): readonly string[] | undefined {
  const values: string[] = [];
  let end = 0;
  for (const field of headerFields(head)) {
    if (RECIPIENT_FIELDS.has(field.name)) values.push(field.value);
    end = field.end;
  }
  return /^\r?\n/.test(head.toString("latin1", end, end + 2)) ? values : undefined;
}

/** Whether every "@" in the text is in an address elsewhere, or in one of ours that is plainly written and accepted. */
function everyAddressIs(text: string, ours: ReadonlySet<string>, accept: (address: string) => unknown): boolean {
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const domain = PLAIN_DOMAIN.exec(text.slice(at + 1))?.[0].toLowerCase();
    if (domain === undefined) return false;
    if (!ours.has(domain)) continue;
    const localPart = PLAIN_LOCAL_PART.exec(text.slice(0, at))?.[0].toLowerCase();
    if (localPart === undefined || !accept(`${localPart}@${domain}`)) return false;
  }
  return true;
}

function withoutLabel(address: string): string {
  return address.replace(/\+.*(?=@)/, "");
}

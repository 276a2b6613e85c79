import { asciiLowerCase } from "../../../lib/domain-name";
import type { Mailbox } from "../../../settings/model";
import { covers } from "../../../settings/names/subdomains";

/** Whose an envelope recipient is. */
export interface AddressOwners {
  /** The mailboxes that have the address; none: nobody has it. */
  readonly owners: (recipient: string) => readonly Mailbox[];
  /** The mailboxes that take the address although nobody has it. */
  readonly catchAlls: (recipient: string) => readonly Mailbox[];
}

/** Tells it as the recipient conditions of the receipt rules do, but an address that somebody has is not also a catch-all's. */
export function addressOwners(mailboxes: readonly Mailbox[]): AddressOwners {
  const byAddress = new Map<string, Mailbox[]>();
  for (const mailbox of mailboxes) {
    for (const address of mailbox.addresses) byAddress.set(address, [...(byAddress.get(address) ?? []), mailbox]);
  }
  const takers = mailboxes.filter(({ catchAllDomains }) => catchAllDomains.length > 0);
  return {
    owners: (recipient) => {
      const [address, unlabelled] = matchedBy(recipient);
      return byAddress.get(address) ?? byAddress.get(unlabelled) ?? [];
    },
    catchAlls: (recipient) => {
      const domain = asciiLowerCase(recipient.slice(recipient.lastIndexOf("@") + 1));
      return takers.filter(({ catchAllDomains }) => catchAllDomains.some((name) => covers(name, domain)));
    },
  };
}

/** Whether an envelope recipient is the mailbox's. */
export function isAddressOf({ addresses }: Mailbox, recipient: string): boolean {
  return matchedBy(recipient).some((address) => addresses.includes(address));
}

/**
 * The addresses whose recipient condition matches a recipient: `alice@` takes `alice+label@` too.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
function matchedBy(recipient: string): [address: string, unlabelled: string] {
  const [, local = "", domain] = /^(.*)@(.*)$/s.exec(asciiLowerCase(recipient)) ?? [];
  return [`${local}@${domain}`, `${local.split("+", 1)[0]}@${domain}`];
}

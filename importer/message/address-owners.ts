import { addTo } from "../../lib/group-by";
import { coveringLocalParts } from "../../lib/address-label";
import { asciiLowerCase } from "../../lib/domain-name";
import type { Mailbox } from "../../settings/model";
import { domainCovers } from "../../settings/names/subdomains";

/** Finds the mailboxes of an envelope recipient. */
export interface AddressOwners {
  /** The mailboxes that have the address; empty: no mailbox has it. */
  readonly owners: (recipient: string) => readonly Mailbox[];
  /** The catch-all mailboxes of the address's domain. */
  readonly catchAlls: (recipient: string) => readonly Mailbox[];
}

/**
 * Matches as the recipient conditions of the receipt rules do, except that a catch-all does not get an address that a
 * mailbox has.
 */
export function addressOwners(mailboxes: readonly Mailbox[]): AddressOwners {
  const byAddress = new Map<string, Mailbox[]>();
  for (const mailbox of mailboxes) {
    for (const address of mailbox.addresses) addTo(byAddress, address, mailbox);
  }
  const catchAlls = mailboxes.filter(({ catchAllDomains }) => catchAllDomains.length > 0);
  return {
    owners: (recipient) => {
      const [address, unlabelled] = addressesMatching(recipient);
      return byAddress.get(address) ?? byAddress.get(unlabelled) ?? [];
    },
    catchAlls: (recipient) => catchAlls.filter((mailbox) => isCaughtBy(mailbox, recipient)),
  };
}

/** Whether an envelope recipient belongs to the mailbox. */
export function isAddressOf({ addresses }: Pick<Mailbox, "addresses">, recipient: string): boolean {
  return addressesMatching(recipient).some((address) => addresses.includes(address));
}

/** Whether an envelope recipient is in a domain whose catch-all is the mailbox. */
export function isCaughtBy({ catchAllDomains }: Mailbox, recipient: string): boolean {
  const domain = domainOfRecipient(recipient);
  return catchAllDomains.some((name) => domainCovers(name, domain));
}

export function domainOfRecipient(recipient: string): string {
  return asciiLowerCase(recipient.slice(recipient.lastIndexOf("@") + 1));
}

/** The addresses whose recipient condition matches an envelope recipient. */
function addressesMatching(recipient: string): readonly [exact: string, withoutLabel: string] {
  const [, local = "", domain] = /^(.*)@(.*)$/s.exec(asciiLowerCase(recipient)) ?? [];
  const [exact, withoutLabel] = coveringLocalParts(local);
  return [`${exact}@${domain}`, `${withoutLabel}@${domain}`];
}

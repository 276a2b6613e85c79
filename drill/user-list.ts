import { addTo } from "../lib/group-by";
import { asciiLowerCase } from "../lib/domain-name";
import type { Mailbox, Settings } from "../settings/model";

/**
 * The user list of the simulated primary. The code of settings/ and inbound/ is not used, on purpose: the drill
 * compares their decisions with this list.
 */
export class UserList {
  private readonly byAddress = new Map<string, Mailbox[]>();
  private readonly catchAlls: readonly Mailbox[];
  private readonly delimiters: string;

  constructor({ mailboxes, recipientDelimiter }: Settings) {
    for (const mailbox of mailboxes) {
      for (const address of mailbox.addresses) addTo(this.byAddress, address, mailbox);
    }
    this.catchAlls = mailboxes.filter(({ catchAllDomains }) => catchAllDomains.length > 0);
    this.delimiters = recipientDelimiter;
  }

  /**
   * The mailboxes that get mail for an envelope recipient; empty: no mailbox has the address. Case is ignored, and so
   * is a label (`user+label@`, RFC 5233) unless a mailbox has the address with the label.
   */
  find(recipient: string): readonly Mailbox[] {
    const address = asciiLowerCase(recipient);
    const at = address.lastIndexOf("@");
    const [user, domain] = [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
    const withoutLabel = `${this.unlabelled(user)}@${domain}`;
    return this.byAddress.get(address) ?? this.byAddress.get(withoutLabel) ?? this.catchAllsOf(domain);
  }

  private unlabelled(user: string): string {
    const end = [...user].findIndex((character, index) => index > 0 && this.delimiters.includes(character));
    return end < 0 ? user : user.slice(0, end);
  }

  /** `.example.org` stands for every subdomain of example.org. */
  private catchAllsOf(domain: string): readonly Mailbox[] {
    const isOf = (name: string) => (name.startsWith(".") ? domain.endsWith(name) : domain === name);
    return this.catchAlls.filter(({ catchAllDomains }) => catchAllDomains.some(isOf));
  }
}

import type { Mailbox, Settings } from "../../settings/model";
import { mailboxesOf } from "../../settings/names/hosts";
import { MAX_RECIPIENTS_PER_RULE } from "../../settings/names/mailbox-rules";
import { domainCovers } from "../../settings/names/subdomains";
import { splitAddress } from "./address";

/**
 * What the standby does with recipients, by the settings. Of several mail hosts one is compared: other hosts' mailboxes are the
 * standby's, too, but this host neither knows them nor may change them.
 */
export class StandbyRecipients {
  private readonly users: ReadonlyMap<string, readonly string[]>;
  private readonly own: readonly Mailbox[];
  readonly domains: readonly string[];

  constructor(private readonly settings: Settings) {
    const users = new Map<string, string[]>();
    for (const { user, addresses } of settings.mailboxes) {
      for (const address of addresses) users.set(address, [...(users.get(address) ?? []), user]);
    }
    this.users = users;
    this.own = mailboxesOf(settings);
    this.domains = settings.domains.map(({ name }) => name);
  }

  get recipientDelimiter(): string {
    return this.settings.recipientDelimiter;
  }

  /** What this host has to accept: an address that another host's mailbox has too may be known there alone. */
  get addresses(): string[] {
    return [...this.users].flatMap(([address, users]) => (users.every((user) => this.isHere(user)) ? [address] : []));
  }

  /** Whether the user's mailbox is on this host. */
  isHere(user: string): boolean {
    return this.own.some((mailbox) => mailbox.user === user);
  }

  /** The users that get the mail of an address that stands in the settings; empty: the address does not. */
  usersOf(address: string): readonly string[] {
    return this.users.get(address) ?? [];
  }

  /** Who gets the mail of an address: by its own entry, else by that of the address without its label, else by a catch-all. */
  receiversOf(address: string): readonly string[] {
    const { localPart, domain = "" } = splitAddress(address);
    const labels = [...localPart.matchAll(/(?<=.)\+/g)].map(({ index }) => `${localPart.slice(0, index)}@${domain}`);
    const known = [address, ...labels].find((name) => this.users.has(name));
    if (known !== undefined) return this.usersOf(known);
    const catchAlls = this.settings.mailboxes.filter(({ catchAllDomains }) =>
      catchAllDomains.some((name) => domainCovers(name, domain)),
    );
    return catchAlls.map(({ user }) => user);
  }

  takesAll(domain: string): boolean {
    return this.settings.mailboxes.some(({ catchAllDomains }) =>
      catchAllDomains.some((name) => domainCovers(name, domain)),
    );
  }

  /** A recipient condition `user@` takes `user+label@` too (docs/settings.md). */
  accepts(address: string): boolean {
    return this.receiversOf(address).length > 0;
  }

  /** The user of this host that a mailbox of the primary is: by name, or because the mailbox's name is its address. */
  userFor(mailbox: string): string | undefined {
    const named = this.own.find(({ user }) => user === mailbox)?.user;
    const addressed = mailbox.includes("@") ? this.usersOf(mailbox).find((user) => this.isHere(user)) : undefined;
    return named ?? addressed ?? this.sorted()?.user;
  }

  /** Whether the server behind the user's mailbox finds out whose mail it is. */
  isSorted(user: string): boolean {
    return this.settings.mailboxes.some((mailbox) => mailbox.user === user && isSorted(mailbox));
  }

  /** The mailbox for users without one of their own, with room for one address more. */
  private sorted(): Mailbox | undefined {
    return this.own.find(
      (mailbox) =>
        isSorted(mailbox) && mailbox.addresses.length + mailbox.catchAllDomains.length < MAX_RECIPIENTS_PER_RULE,
    );
  }
}

const isSorted = ({ destination }: Mailbox): boolean =>
  "recipients" in destination && destination.recipients === "envelope";

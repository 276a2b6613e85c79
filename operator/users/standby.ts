import { addTo } from "../../lib/group-by";
import type { Mailbox, Settings } from "../../settings/model";
import { mailboxesOf } from "../../settings/names/hosts";
import { MAX_RECIPIENTS_PER_RULE } from "../../settings/names/mailbox-rules";
import { domainCovers } from "../../settings/names/subdomains";
import { splitAddress } from "./address";

/**
 * The recipients of the standby, from the settings. If there are several mail hosts, one host is compared: the standby
 * also has the mailboxes of the other hosts, but this host neither knows them nor may change them.
 */
export class StandbyRecipients {
  private readonly users: ReadonlyMap<string, readonly string[]>;
  private readonly hostMailboxes: readonly Mailbox[];
  private readonly hostUsers: ReadonlySet<string>;
  private readonly sortedUsers: ReadonlySet<string>;
  private readonly catchAlls: readonly Mailbox[];
  readonly domains: readonly string[];
  /**
   * The addresses that this host must accept. An address that a mailbox of another host shares may be known only there.
   */
  readonly addresses: readonly string[];

  constructor(private readonly settings: Settings) {
    const users = new Map<string, string[]>();
    for (const { user, addresses } of settings.mailboxes) {
      for (const address of addresses) addTo(users, address, user);
    }
    this.users = users;
    this.hostMailboxes = mailboxesOf(settings);
    this.hostUsers = new Set(this.hostMailboxes.map(({ user }) => user));
    this.sortedUsers = new Set(settings.mailboxes.filter(isSorted).map(({ user }) => user));
    this.catchAlls = settings.mailboxes.filter(({ catchAllDomains }) => catchAllDomains.length > 0);
    this.domains = settings.domains.map(({ name }) => name);
    this.addresses = [...users].flatMap(([address, all]) => (all.every((user) => this.isHere(user)) ? [address] : []));
  }

  get recipientDelimiter(): string {
    return this.settings.recipientDelimiter;
  }

  /** Whether the user's mailbox is on this host. */
  isHere(user: string): boolean {
    return this.hostUsers.has(user);
  }

  /** The users that get the mail of an address of the settings; empty: the settings do not have the address. */
  usersOf(address: string): readonly string[] {
    return this.users.get(address) ?? [];
  }

  /** The users that get the mail of an address, from its own entry, or the entry without the label, or a catch-all. */
  receiversOf(address: string): readonly string[] {
    const { localPart, domain = "" } = splitAddress(address);
    const labels = [...localPart.matchAll(/(?<=.)\+/g)].map(({ index }) => `${localPart.slice(0, index)}@${domain}`);
    const known = [address, ...labels].find((name) => this.users.has(name));
    if (known !== undefined) return this.usersOf(known);
    return this.catchAllsOf(domain).map(({ user }) => user);
  }

  takesAll(domain: string): boolean {
    return this.catchAllsOf(domain).length > 0;
  }

  /** A recipient condition `user@` also covers `user+label@` (docs/settings.md). */
  accepts(address: string): boolean {
    return this.receiversOf(address).length > 0;
  }

  /**
   * The user of this host for a mailbox of the primary: the mailbox has the user's name, or its name is an address of
   * the user.
   */
  userFor(mailbox: string): string | undefined {
    const named = this.isHere(mailbox) ? mailbox : undefined;
    const addressed = mailbox.includes("@") ? this.usersOf(mailbox).find((user) => this.isHere(user)) : undefined;
    return named ?? addressed ?? this.sorted()?.user;
  }

  /** Whether a server sorts the user's mail by its envelope recipients. */
  isSorted(user: string): boolean {
    return this.sortedUsers.has(user);
  }

  private catchAllsOf(domain: string): readonly Mailbox[] {
    return this.catchAlls.filter(({ catchAllDomains }) => catchAllDomains.some((name) => domainCovers(name, domain)));
  }

  /** A mailbox whose server sorts mail for other users, with room for one more address. */
  private sorted(): Mailbox | undefined {
    return this.hostMailboxes.find(
      (mailbox) =>
        isSorted(mailbox) && mailbox.addresses.length + mailbox.catchAllDomains.length < MAX_RECIPIENTS_PER_RULE,
    );
  }
}

const isSorted = ({ destination }: Mailbox): boolean =>
  "recipients" in destination && destination.recipients === "envelope";

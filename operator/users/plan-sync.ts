import { addTo } from "../../lib/group-by";
import { parseAddress } from "../../settings/names/addresses";
import { userRule } from "../../settings/names/users";
import type { Settings } from "../../settings/model";
import { splitAddress } from "./address";
import type { Difference } from "./compare";
import type { NewMailbox, SettingsChange } from "./edit-settings";
import { SyncRefusedError } from "./source-error";
import type { StandbyRecipients } from "./standby";

/** The changes that `users sync` makes, and the differences that it leaves to the operator. */
export interface SyncPlan {
  readonly change: SettingsChange;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly moved: readonly string[];
  /** Addresses that differ and stay as they are, with the reason. */
  readonly left: readonly { readonly address: string; readonly why: string }[];
}

/**
 * Maximum share of addresses that one sync may remove: an empty or partly read source must not remove all addresses.
 */
export const MAX_REMOVED_SHARE = 0.2;

export function planSync(
  difference: Difference,
  standby: StandbyRecipients,
  settings: Settings,
  written: WrittenAddresses,
  prune: boolean,
): SyncPlan {
  const plan = new Plan(standby, settings, written);
  for (const { address, mailboxes } of difference.missing) plan.add(address, mailboxes);
  for (const { address, users, mailboxes } of difference.moved) plan.move(address, users, mailboxes);
  if (prune) {
    refuseLargeLoss(difference.extra.length, standby.addresses.length);
    for (const { address, users } of difference.extra) plan.remove(address, users);
  } else {
    for (const { address } of difference.extra) plan.leave(address, "the primary refuses it; --prune removes it");
  }
  return plan.result();
}

/** The text of each address in the file, by user and by the full address. */
export type WrittenAddresses = ReadonlyMap<string, ReadonlyMap<string, string>>;

class Plan {
  private readonly additions = new Map<string, string[]>();
  private readonly removals = new Map<string, string[]>();
  private readonly created = new Map<string, NewMailbox & { addresses: string[] }>();
  private readonly aliases = new Map<string, readonly string[]>();
  private readonly added: string[] = [];
  private readonly removed: string[] = [];
  private readonly moved: string[] = [];
  private readonly left: { readonly address: string; readonly why: string }[] = [];

  constructor(
    private readonly standby: StandbyRecipients,
    private readonly settings: Settings,
    private readonly written: WrittenAddresses,
  ) {}

  add(address: string, mailboxes: readonly string[]): void {
    const [mailbox] = mailboxes;
    if (mailbox === undefined)
      return this.leave(address, "the primary has no mailbox for it; name one in the settings");
    const users = new Set(mailboxes.map((each) => this.standby.userFor(each) ?? each));
    if (users.size > 1) return this.share(address, mailboxes);
    const list = this.listOf(mailbox, address);
    if (list === undefined) return;
    list.push(this.form(address, this.standby.userFor(mailbox)));
    this.added.push(address);
  }

  move(address: string, users: readonly string[], mailboxes: readonly string[]): void {
    if (this.standby.usersOf(address).length === 0) {
      // Until now a catch-all, or the address without its label, got the mail of a labelled address.
      if (!splitAddress(address).localPart.includes("+")) return this.add(address, mailboxes);
      return this.leave(address, `SES delivers every label of that address to ${users.join(", ")}`);
    }
    const [mailbox, ...others] = mailboxes;
    const [user] = users;
    if (mailbox === undefined || user === undefined || others.length > 0 || users.length > 1) {
      const [here, there] = [users.join(", "), mailboxes.join(", ")];
      return this.leave(address, `the settings give it to ${here}, and the primary to ${there}: change it by hand`);
    }
    if (!this.standby.isHere(user)) {
      return this.leave(address, `the settings give it to ${user}, a mailbox of another host: change it by hand`);
    }
    const list = this.listOf(mailbox, address);
    if (list === undefined || !this.take(address, user)) return;
    list.push(this.form(address, this.standby.userFor(mailbox)));
    this.moved.push(address);
  }

  /** An address of several mailboxes becomes an alias, which requires that each of the mailboxes is in the settings. */
  private share(address: string, mailboxes: readonly string[]): void {
    const users = mailboxes.map((mailbox) => this.standby.userFor(mailbox));
    const knownUsers = users.flatMap((user) => user ?? []);
    if (knownUsers.length < mailboxes.length) {
      return this.leave(
        address,
        `it belongs to several mailboxes, and not all of ${mailboxes.join(", ")} are in the settings`,
      );
    }
    const sorted = knownUsers.find((user) => this.standby.isSorted(user));
    if (sorted !== undefined) {
      return this.leave(
        address,
        `it belongs to several mailboxes: add it to ${sorted}, whose server knows all of them`,
      );
    }
    this.aliases.set(this.form(address, undefined), [...new Set(knownUsers)]);
    this.added.push(address);
  }

  remove(address: string, users: readonly string[]): void {
    if (users.every((user) => this.take(address, user))) this.removed.push(address);
  }

  leave(address: string, why: string): void {
    this.left.push({ address, why });
  }

  result(): SyncPlan {
    const { added, removed, moved, left, additions: add, removals: remove, aliases } = this;
    const mailboxes = [...this.created.values()].filter(({ addresses }) => addresses.length > 0);
    return { change: { add, remove, aliases, mailboxes }, added, removed, moved, left };
  }

  /** The list of the mailbox's addresses, from the file or from an entry to append. */
  private listOf(mailbox: string, address: string): string[] | undefined {
    const user = this.standby.userFor(mailbox);
    if (user !== undefined) {
      const list = this.additions.get(user) ?? [];
      this.additions.set(user, list);
      return list;
    }
    const created = this.created.get(mailbox) ?? this.create(mailbox);
    if (created === undefined) {
      this.leave(address, `its mailbox ${mailbox} needs a short name: add the mailbox to the settings`);
    }
    return created?.addresses;
  }

  private create(mailbox: string): (NewMailbox & { addresses: string[] }) | undefined {
    const taken = [...this.settings.mailboxes, ...this.created.values()].map(({ user }) => user);
    const { localPart, domain } = splitAddress(mailbox);
    const names = domain === undefined ? [mailbox] : [mailbox, localPart, `${localPart}_${domain}`];
    const user = names.find((name) => userRule(name) === undefined && !taken.includes(name));
    if (user === undefined) return undefined;
    const { host } = this.settings;
    const created = { user, addresses: [], ...(host !== undefined && { host }) };
    this.created.set(mailbox, created);
    return created;
  }

  private take(address: string, user: string): boolean {
    const texts = this.written.get(user);
    const goes = this.removals.get(user) ?? [];
    const text = texts?.get(address);
    if (texts === undefined || text === undefined) {
      this.leave(address, `it is not in the list of addresses of ${user}: change it by hand`);
      return false;
    }
    if (goes.length + 1 >= texts.size && (this.additions.get(user) ?? []).length === 0) {
      this.leave(address, `it is the last address of ${user}: remove the mailbox by hand once its mail is imported`);
      return false;
    }
    addTo(this.removals, user, text);
    return true;
  }

  /** Returns only the local part if the file writes only local parts. */
  private form(address: string, user: string | undefined): string {
    if (this.settings.domains.length > 1) return address;
    const texts =
      user === undefined ? [...this.written.values()] : [this.written.get(user) ?? new Map<string, string>()];
    const isFull = texts.some((map) => [...map.values()].some((text) => parseAddress(text).domain !== undefined));
    return isFull ? address : splitAddress(address).localPart;
  }
}

function refuseLargeLoss(removed: number, total: number): void {
  if (removed === 0 || removed <= total * MAX_REMOVED_SHARE) return;
  throw new SyncRefusedError(
    `expected to remove at most ${MAX_REMOVED_SHARE * 100} % of the ${total} addresses, found ${removed} that the primary ` +
      "refuses; nothing was changed: check the source with users diff, then remove addresses by hand",
  );
}

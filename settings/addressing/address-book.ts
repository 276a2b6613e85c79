import type { PartialSettings } from "../partial-schema";
import type { PathFault } from "../source-position";
import { normalUser } from "../names/users";
import { inAliasDomains } from "./alias-domains";
import { resolveAliases } from "./aliases";
import { type CatchAll, catchAlls } from "./catch-alls";
import { type LocatedAddress, writtenAddresses } from "./written-addresses";

/** The owners of all addresses, computed from the whole settings. */
export interface AddressBook {
  /** Addresses from the mailboxes' own entries. */
  readonly own: readonly LocatedAddress[];
  /** Addresses from `aliases`. */
  readonly shared: readonly LocatedAddress[];
  /** All addresses: own, shared, and those in alias domains. */
  readonly addresses: readonly LocatedAddress[];
  readonly catchAlls: readonly CatchAll[];
  /** Aliases without a valid target, and loops of aliases. */
  readonly faults: readonly PathFault[];
}

const books = new WeakMap<PartialSettings, AddressBook>();

/** The address book of the settings, computed once for each `partial`, because many checks need it. */
export function addressBook(partial: PartialSettings): AddressBook {
  const book = books.get(partial) ?? computeBook(partial);
  books.set(partial, book);
  return book;
}

function computeBook(partial: PartialSettings): AddressBook {
  const aliases = resolveAliases(partial);
  const ownAddresses = writtenAddresses(partial);
  const listedAddresses = [...ownAddresses, ...aliases.addresses];
  return {
    own: ownAddresses,
    shared: aliases.addresses,
    addresses: [...listedAddresses, ...inAliasDomains(listedAddresses, partial)],
    catchAlls: catchAlls(partial),
    faults: aliases.faults,
  };
}

/** The domains for which a user's mailbox is the catch-all. */
export function catchAllDomains({ catchAlls }: AddressBook, user: string | undefined): string[] {
  const own = catchAlls.filter((catchAll) => user !== undefined && catchAll.user === normalUser(user));
  return [...new Set(own.map(({ domain }) => domain))];
}

import type { PartialSettings } from "../partial-schema";
import type { PathFault } from "../source-position";
import { normalUser } from "../names/users";
import { inAliasDomains } from "./alias-domains";
import { resolveAliases } from "./aliases";
import { type CatchAll, catchAlls } from "./catch-alls";
import { type LocatedAddress, writtenAddresses } from "./written-addresses";

/** The owners of all addresses, by the whole settings. */
export interface AddressBook {
  /** By the mailboxes' own entries. */
  readonly own: readonly LocatedAddress[];
  /** By `aliases`. */
  readonly shared: readonly LocatedAddress[];
  /** All of them: own, shared, and those in alias domains. */
  readonly addresses: readonly LocatedAddress[];
  readonly catchAlls: readonly CatchAll[];
  /** Aliases without a valid target, and loops of aliases. */
  readonly faults: readonly PathFault[];
}

const books = new WeakMap<PartialSettings, AddressBook>();

/** Computed once for each `partial`, because many checks need the address book. */
export function addressBook(partial: PartialSettings): AddressBook {
  const known = books.get(partial) ?? computeBook(partial);
  books.set(partial, known);
  return known;
}

function computeBook(partial: PartialSettings): AddressBook {
  const aliases = resolveAliases(partial);
  const own = writtenAddresses(partial);
  const written = [...own, ...aliases.addresses];
  return {
    own,
    shared: aliases.addresses,
    addresses: [...written, ...inAliasDomains(written, partial)],
    catchAlls: catchAlls(partial),
    faults: aliases.faults,
  };
}

/** The domains for which a user's mailbox is the catch-all. */
export function catchAllDomains({ catchAlls }: AddressBook, user: string | undefined): string[] {
  const own = catchAlls.filter((catchAll) => user !== undefined && catchAll.user === normalUser(user));
  return [...new Set(own.map(({ domain }) => domain))];
}

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
  /** Aliases that lead nowhere or in circles. */
  readonly faults: readonly PathFault[];
}

const books = new WeakMap<PartialSettings, AddressBook>();

/** Each check asks for it, so it is made once for a partial. */
export function addressBook(partial: PartialSettings): AddressBook {
  const known = books.get(partial) ?? makeBook(partial);
  books.set(partial, known);
  return known;
}

function makeBook(partial: PartialSettings): AddressBook {
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

import { labelBases } from "../../lib/address-label";
import { addressBook } from "../addressing/address-book";
import { fullAddress, type LocatedAddress } from "../addressing/written-addresses";
import { suggest } from "../names/suggest";
import { declaredDomain } from "../names/domain-names";
import { domainCovers, isWildcard } from "../names/subdomains";
import type { PartialSettings } from "../partial-schema";
import type { PathFault } from "../source-position";
import { formatPath } from "../path";
import type { Fault } from "../problem";
import type { SettingsCheck } from "./check";

export const soundAliases: SettingsCheck = (partial) => [...addressBook(partial).faults];

export const addressesOfDomains: SettingsCheck = (partial) => {
  const { domains } = partial;
  const names = (domains ?? []).flatMap((domain) => (domain?.name ? [declaredDomain(domain.name)] : []));
  if (!domains || names.length === 0) return [];
  const declared = new Set(names);
  const wildcards = names.filter(isWildcard);
  const { own, shared } = addressBook(partial);
  return [...own, ...onePerPlace(shared)].flatMap((address): PathFault[] => {
    const { localPart, domain } = address;
    if (domain === undefined && domains.length > 1) {
      const expected = `a full address, such as ${localPart}@${names[0]}, because there are several domains`;
      return [faultAt(address, { expected })];
    }
    if (domain === undefined || declared.has(domain) || wildcards.some((name) => domainCovers(name, domain))) return [];
    const { expected, meant } = suggest(names, domain);
    const advice = meant
      ? `did you mean ${localPart}@${meant}?`
      : `remove it, or add ${domain} to domains if that domain is yours`;
    return [faultAt(address, { expected: `an address of ${expected}`, advice })];
  });
};

/** Two mailboxes may share an address only by `aliases`; elsewhere a shared address is a mistake. */
export const addressesOfOneMailbox: SettingsCheck = (partial) => {
  const firsts = new Map<string, LocatedAddress>();
  const { own, shared } = addressBook(partial);
  const doubled = own.flatMap((address): PathFault[] => {
    const key = fullAddress(address);
    const first = firsts.get(key);
    if (!first) firsts.set(key, address);
    return first ? [faultAt(address, twice(address, first, partial))] : [];
  });
  const sharers = ownersByAddress(shared);
  const leftOut = onePerPlace(shared).flatMap((alias): PathFault[] => {
    const first = firsts.get(fullAddress(alias));
    if (!first || sharers.get(fullAddress(alias))?.has(first.mailbox)) return [];
    const user = partial.mailboxes?.[first.mailbox]?.user ?? "?";
    const expected = `${user} among the mailboxes of this alias, because ${formatPath(first.path)} has the address`;
    return [faultAt(alias, { expected, advice: `add ${user} to the alias, or remove the address from that mailbox` })];
  });
  return [...doubled, ...leftOut];
};

function twice(address: LocatedAddress, first: LocatedAddress, { mailboxes }: PartialSettings): Fault {
  const has = `${formatPath(first.path)} has it`;
  if (first.mailbox === address.mailbox) return { expected: `each address once: ${has}`, advice: "remove it here" };
  const users = [first, address].map(({ mailbox }) => mailboxes?.[mailbox]?.user ?? "?").join(", ");
  const advice = `if both should get its mail, remove it from both and write aliases: { "${fullAddress(address).replace(/@$/, "")}": [${users}] }`;
  return { expected: `an address of one mailbox: ${has}`, advice };
}

/**
 * The recipient condition `alice@` also covers `alice+label@`, so that the labelled address cannot belong to another mailbox alone.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export const labelledAddresses: SettingsCheck = (partial) => {
  const { addresses } = addressBook(partial);
  const owners = ownersByAddress(addresses);
  const first = new Map(
    addresses.map((address): [string, LocatedAddress] => [fullAddress(address), address]).reverse(),
  );
  return onePerPlace(addresses.filter(({ localPart }) => localPart.includes("+"))).flatMap((address): PathFault[] => {
    const ownersOfAddress = owners.get(fullAddress(address));
    const bases = labelBases(address.localPart).map((localPart) => fullAddress({ ...address, localPart }));
    const base = bases.find((key) => [...(owners.get(key) ?? [])].some((mailbox) => !ownersOfAddress?.has(mailbox)));
    const holder = base === undefined ? undefined : first.get(base);
    if (!holder) return [];
    const takes = `${formatPath(holder.path)} also gets ${holder.localPart}+anything`;
    const advice = "move it to that mailbox, or drop one of the two";
    return [faultAt(address, { expected: `an address that no other mailbox gets: ${takes}`, advice })];
  });
};

function ownersByAddress(addresses: readonly LocatedAddress[]): Map<string, Set<number>> {
  const owners = new Map<string, Set<number>>();
  for (const address of addresses) {
    const key = fullAddress(address);
    owners.set(key, (owners.get(key) ?? new Set()).add(address.mailbox));
  }
  return owners;
}

/** Keeps one address for each place in the settings: an alias is one place, however many mailboxes it leads to. */
function onePerPlace(addresses: readonly LocatedAddress[]): readonly LocatedAddress[] {
  const byPlace = new Map<string, LocatedAddress>();
  for (const address of addresses) {
    const place = formatPath(address.path);
    if (!byPlace.has(place)) byPlace.set(place, address);
  }
  return [...byPlace.values()];
}

/** A fault at an address. For an address from an alias, the fault is in the key of the alias. */
function faultAt({ path }: LocatedAddress, fault: Fault): PathFault {
  if (path[0] !== "aliases") return { path, fault };
  return { path, part: "key", fault: { found: JSON.stringify(path[1]), ...fault } };
}

import type { PartialSettings } from "../partial-schema";
import { declaredDomain } from "../names/domain-names";
import { fullAddress, type LocatedAddress } from "./written-addresses";

/** The alias domains, each mapped to the domain whose addresses it has. */
export function aliasDomains({ domains }: PartialSettings): Map<string, string> {
  return new Map(
    (domains ?? []).flatMap((domain) =>
      domain?.name && domain.aliasOf ? [[declaredDomain(domain.name), declaredDomain(domain.aliasOf)] as const] : [],
    ),
  );
}

/**
 * Returns a copy of each address in every alias of its domain, unless the settings list that copy as an address of its
 * own.
 */
export function inAliasDomains(addresses: readonly LocatedAddress[], partial: PartialSettings): LocatedAddress[] {
  const listed = new Set(addresses.map(fullAddress));
  return [...aliasDomains(partial)].flatMap(([alias, target]) =>
    addresses
      .filter(({ localPart, domain }) => domain === target && !listed.has(fullAddress({ localPart, domain: alias })))
      .map((address) => ({ ...address, domain: alias })),
  );
}

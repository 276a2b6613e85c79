import type { PartialSettings } from "../partial-schema";
import { declaredDomain } from "../names/domain-names";
import { fullAddress, type LocatedAddress } from "./written-addresses";

/** The alias domains, each with the domain whose addresses it has. */
export function aliasDomains({ domains }: PartialSettings): Map<string, string> {
  return new Map(
    (domains ?? []).flatMap((domain) =>
      domain?.name && domain.aliasOf ? [[declaredDomain(domain.name), declaredDomain(domain.aliasOf)] as const] : [],
    ),
  );
}

/** Each address once more in every alias of its domain, unless that address is written itself. */
export function inAliasDomains(addresses: readonly LocatedAddress[], partial: PartialSettings): LocatedAddress[] {
  const written = new Set(addresses.map(fullAddress));
  return [...aliasDomains(partial)].flatMap(([alias, target]) =>
    addresses
      .filter(({ localPart, domain }) => domain === target && !written.has(fullAddress({ localPart, domain: alias })))
      .map((address) => ({ ...address, domain: alias })),
  );
}

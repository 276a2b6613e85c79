import { parseAddress } from "./addresses";
import { declaredDomain } from "./domain-names";
import { domainCovers } from "./subdomains";

/** The part of a domain's settings that has been read. */
interface ReadDomain {
  readonly name?: string;
  readonly primary?: readonly ({ readonly host?: string } | undefined)[];
}

/**
 * The domain, or the host of the primary, to which an address belongs: mail to such an address comes to the primary or
 * to the standby.
 */
export function ownNameIn(address: string, domains: readonly (ReadDomain | undefined)[]): string | undefined {
  const { domain } = parseAddress(address);
  if (domain === undefined) return undefined;
  const names = domains.flatMap((own) => [own?.name, ...(own?.primary ?? []).map((primary) => primary?.host)]);
  return names.find((name) => name !== undefined && domainCovers(declaredDomain(name), domain));
}

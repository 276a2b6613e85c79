import type { PartialSettings } from "../partial-schema";
import type { SettingsPath } from "../path";
import { type WrittenAddress, parseAddress } from "../names/addresses";
import { declaredDomain } from "../names/domain-names";
import { isWildcard } from "../names/subdomains";

/** An address of a mailbox, with its place in the settings. */
export interface LocatedAddress extends WrittenAddress {
  /** Index of the mailbox. */
  readonly mailbox: number;
  readonly path: SettingsPath;
}

/**
 * The domain to which a bare local part belongs: the only domain with addresses of its own; `undefined`: there are
 * several.
 */
export function onlyDomainOf({ domains }: PartialSettings): string | undefined {
  const [only, ...others] = (domains ?? []).filter((domain) => !(domain?.aliasOf || isWildcard(domain?.name ?? "")));
  return others.length === 0 && only?.name ? declaredDomain(only.name) : undefined;
}

/**
 * The addresses as the mailboxes' entries list them; a virtual user without `addresses` has the address that is the
 * user's name.
 */
export function writtenAddresses(partial: PartialSettings): LocatedAddress[] {
  const onlyDomain = onlyDomainOf(partial);
  return (partial.mailboxes ?? []).flatMap((entry, mailbox): LocatedAddress[] => {
    const own = parseAddress(entry?.user ?? "");
    if (entry?.addresses === undefined) {
      return own.domain === undefined ? [] : [{ ...own, mailbox, path: ["mailboxes", mailbox, "user"] }];
    }
    return entry.addresses.flatMap((text, index): LocatedAddress[] => {
      if (text === undefined) return [];
      const { localPart, domain = own.domain ?? onlyDomain } = parseAddress(text);
      return [{ localPart, domain, mailbox, path: ["mailboxes", mailbox, "addresses", index] }];
    });
  });
}

export const fullAddress = ({ localPart, domain = "" }: WrittenAddress): string => `${localPart}@${domain}`;

import type { PartialSettings } from "../file-schema";
import type { SettingsPath } from "../path";
import { type WrittenAddress, parseAddress } from "../names/addresses";
import { toALabels } from "../names/domain-names";
import { isWildcard } from "../names/subdomains";

/** An address of a mailbox, with the place that says so. */
export interface Written extends WrittenAddress {
  /** Index of the mailbox. */
  readonly mailbox: number;
  readonly path: SettingsPath;
}

/** The domain of a bare local part: the only one that has addresses of its own. */
export function onlyDomainOf({ domains }: PartialSettings): string | undefined {
  const [only, ...others] = (domains ?? []).filter((domain) => !(domain?.aliasOf || isWildcard(domain?.name ?? "")));
  return others.length === 0 && only?.name ? toALabels(only.name) : undefined;
}

/** What the mailboxes' entries say; a virtual user without `addresses` has that of its name. */
export function writtenAddresses(partial: PartialSettings): Written[] {
  const onlyDomain = onlyDomainOf(partial);
  return (partial.mailboxes ?? []).flatMap((entry, mailbox): Written[] => {
    const own = parseAddress(entry?.user ?? "");
    if (entry?.addresses === undefined) {
      return own.domain === undefined ? [] : [{ ...own, mailbox, path: ["mailboxes", mailbox, "user"] }];
    }
    return entry.addresses.flatMap((text, index): Written[] => {
      if (text === undefined) return [];
      const { localPart, domain = own.domain ?? onlyDomain } = parseAddress(text);
      return [{ localPart, domain, mailbox, path: ["mailboxes", mailbox, "addresses", index] }];
    });
  });
}

export const fullAddress = ({ localPart, domain = "" }: WrittenAddress): string => `${localPart}@${domain}`;

import { splitAddress } from "./address";
import type { AcceptedAddress, Gap } from "./reading";
import type { StandbyRecipients } from "./standby";

/**
 * Whether a gap of one address is closed: the settings name a mailbox where the primary has none, or the settings do not have the
 * domain of the address, which is a separate gap.
 */
export function isAnswered(
  source: string,
  byAddress: ReadonlyMap<string, readonly AcceptedAddress[]>,
  standby: StandbyRecipients,
) {
  const address = /: (\S+@\S+)$/.exec(source)?.[1];
  if (address === undefined) return false;
  if (!standby.domains.includes(splitAddress(address).domain ?? "")) return true;
  const hasMailbox = byAddress.get(address)?.some(({ mailbox }) => mailbox !== null);
  return !hasMailbox && standby.usersOf(address).length > 0;
}

/** Domains of the primary that the settings do not have. */
export function foreignDomains(
  domains: readonly string[],
  entries: readonly AcceptedAddress[],
  settingsDomains: ReadonlySet<string>,
): Gap[] {
  return domains
    .filter((domain) => !settingsDomains.has(domain))
    .map((domain) => {
      const count = entries.filter(({ address }) => address.endsWith(`@${domain}`)).length;
      return {
        source: `domain ${domain}`,
        why: `the primary receives mail for it (${count} addresses), and the settings do not have it`,
        howToClose: "add it to domains; if no MX record names this server for it, acknowledge this gap",
      };
    });
}

/** Catch-alls of the primary without a catch-all of the settings. */
export function catchAllGaps(domains: readonly string[], standby: StandbyRecipients): Gap[] {
  return domains
    .filter((domain) => standby.domains.includes(domain) && !standby.takesAll(domain))
    .map((domain) => ({
      source: `catch-all ${domain}`,
      why: `the primary accepts every address of ${domain}, the standby only those of the settings`,
      howToClose: "set a catch-all in the settings, or list the addresses that matter and acknowledge this gap",
    }));
}

import { addressBook } from "../addressing/address-book";
import { suggest } from "../names/suggest";
import { isHostedZoneId } from "../names/aws-names";
import { declaredDomain } from "../names/domain-names";
import { domainCovers, identityNameOf, isWildcard } from "../names/subdomains";
import type { PathFault } from "../source-position";
import { type SettingsCheck, repeatedValues, valuesOfEntries } from "./check";

const MAX_PREFERENCE = 65_535;

export const distinctRegions: SettingsCheck = ({ regions }) =>
  repeatedValues(
    (regions ?? []).flatMap((value, index) => (value === undefined ? [] : [{ path: ["regions", index], value }])),
    "a region",
  );

export const distinctDomains: SettingsCheck = ({ domains }) =>
  repeatedValues(
    valuesOfEntries(["domains"], domains, "name", ({ name }) => name && declaredDomain(name)),
    "a domain",
  );

export const distinctHosts: SettingsCheck = ({ domains }) =>
  (domains ?? []).flatMap((domain, index) =>
    repeatedValues(
      valuesOfEntries(
        ["domains", index, "primary"],
        domain?.primary,
        "host",
        ({ host }) => host && declaredDomain(host),
      ),
      "a host",
    ),
  );

/**
 * A sender tries the lowest preference first (RFC 5321 section 5.1), so the standby's preference must be the highest.
 */
export const standbyLast: SettingsCheck = ({ domains, regions }) =>
  (domains ?? []).flatMap((domain, index): PathFault[] => {
    const standby = domain?.standbyPreference;
    if (standby === undefined) return [];
    const path = ["domains", index, "standbyPreference"];
    const found = String(standby);
    const highest = (domain?.primary ?? []).reduce((most, host) => Math.max(most, host?.preference ?? -1), -1);
    if (standby <= highest) {
      const expected = `a number above ${highest}, the highest preference of your own servers`;
      return [{ path, fault: { found, expected, advice: "senders try the lowest number first" } }];
    }
    const room = MAX_PREFERENCE - Math.max(0, (regions?.length ?? 1) - 1);
    if (standby <= room) return [];
    return [{ path, fault: { found, expected: `at most ${room}, because each further region gets one more` } }];
  });

export const hostedZones: SettingsCheck = ({ domains }) =>
  (domains ?? []).flatMap((domain, index): PathFault[] => {
    if (!domain?.name || !domain.dns || domain.dns === "elsewhere" || isHostedZoneId(domain.dns.route53)) return [];
    const [name, zone] = [identityNameOf(declaredDomain(domain.name)), declaredDomain(domain.dns.route53)];
    if (`.${name}`.endsWith(`.${zone}`)) return [];
    return [
      {
        path: ["domains", index, "dns", "route53"],
        fault: { expected: `the zone that holds ${name}: this name or one above it` },
      },
    ];
  });

export const aliasedDomains: SettingsCheck = ({ domains }) => {
  const entries = (domains ?? []).filter((domain) => domain?.name);
  const plain = entries.flatMap((domain) => (domain?.name && !domain.aliasOf ? [declaredDomain(domain.name)] : []));
  const aimable = plain.filter((name) => !isWildcard(name));
  return (domains ?? []).flatMap((domain, index): PathFault[] => {
    if (!domain?.name || domain.aliasOf === undefined) return [];
    const path = ["domains", index, "aliasOf"];
    if (isWildcard(domain.name)) {
      const expected = "nothing here: SES has no condition for one local part in all subdomains";
      return [{ path, fault: { expected, advice: "list the subdomains as domains, each with this aliasOf" } }];
    }
    if (aimable.includes(declaredDomain(domain.aliasOf))) return [];
    if (aimable.length === 0) {
      const expected = "a domain with addresses of its own; the settings have none";
      return [{ path, fault: { expected, advice: "remove it" } }];
    }
    const { expected, advice } = suggest(aimable, domain.aliasOf);
    return [{ path, fault: { expected: `a domain with addresses of its own: ${expected}`, advice } }];
  });
};

/** The condition `.example.org` covers the addresses of all subdomains, also of those with a separate entry. */
export const wildcardCatchAlls: SettingsCheck = (partial) => {
  const { catchAlls } = addressBook(partial);
  const usersOf = (name: string) => catchAlls.filter(({ domain }) => domain === name).map(({ user }) => user);
  return (partial.domains ?? []).flatMap((entry, index): PathFault[] => {
    const name = declaredDomain(entry?.name ?? "");
    const wide = catchAlls.find(
      ({ domain, user }) => domain !== name && domainCovers(domain, name) && !usersOf(name).includes(user),
    );
    if (!wide || isWildcard(name)) return [];
    const expected = `${wide.user} among the catch-alls of ${name} too, because SES gives ${wide.user} every address below ${wide.domain.slice(1)}`;
    return [
      {
        path: ["domains", index, "name"],
        fault: { expected, advice: "set catchAll in this entry, or take it from the wildcard" },
      },
    ];
  });
};

import { isHostedZoneId } from "../names/aws-names";
import { toALabels } from "../names/domain-names";
import type { PathFault } from "../source-position";
import { type Check, distinct, valuesAt } from "./check";

const MAX_PREFERENCE = 65_535;

export const distinctRegions: Check = ({ regions }) =>
  distinct(
    (regions ?? []).flatMap((value, index) => (value === undefined ? [] : [{ path: ["regions", index], value }])),
    "a region",
  );

export const distinctDomains: Check = ({ domains }) =>
  distinct(
    valuesAt(["domains"], domains, "name", ({ name }) => name && toALabels(name)),
    "a domain",
  );

export const distinctHosts: Check = ({ domains }) =>
  (domains ?? []).flatMap((domain, index) =>
    distinct(
      valuesAt(["domains", index, "primary"], domain?.primary, "host", ({ host }) => host && toALabels(host)),
      "a host",
    ),
  );

/** A sender tries the lowest number first (RFC 5321 section 5.1), so the standby's has to be the highest. */
export const standbyLast: Check = ({ domains, regions }) =>
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

export const hostedZones: Check = ({ domains }) =>
  (domains ?? []).flatMap((domain, index): PathFault[] => {
    if (!domain?.name || !domain.dns || domain.dns === "elsewhere" || isHostedZoneId(domain.dns.route53)) return [];
    const [name, zone] = [toALabels(domain.name), toALabels(domain.dns.route53)];
    if (`.${name}`.endsWith(`.${zone}`)) return [];
    return [
      {
        path: ["domains", index, "dns", "route53"],
        fault: { expected: `the zone that holds ${name}: this name or one above it` },
      },
    ];
  });

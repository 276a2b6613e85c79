import { addressBook } from "../addressing/address-book";
import { ownNameIn } from "../names/alert-addresses";
import { declaredDomain } from "../names/domain-names";
import { isWildcard } from "../names/subdomains";
import type { PathFault } from "../source-position";
import type { SettingsCheck } from "./check";

export const withoutPostmaster: SettingsCheck = (partial) => {
  const { addresses, catchAlls } = addressBook(partial);
  const withPostmaster = new Set([
    ...addresses.flatMap(({ localPart, domain }) => (localPart === "postmaster" ? [domain] : [])),
    ...catchAlls.map(({ domain }) => domain),
  ]);
  return (partial.domains ?? []).flatMap((domain, index): PathFault[] => {
    const name = declaredDomain(domain?.name ?? "");
    if (withPostmaster.has(name) || isWildcard(name)) return [];
    const found = `no mailbox for postmaster@${name}`;
    const expected = "a mailbox for this address, because RFC 5321 section 4.5.1 requires it in every domain";
    return [
      { path: ["domains", index, "name"], fault: { found, expected, advice: "add it to a mailbox's addresses" } },
    ];
  });
};

/** While the mail server is down, nobody can read an alert at one of its addresses. */
export const alertsOnOwnDomain: SettingsCheck = ({ alerts, domains }) => {
  return (alerts?.email ?? []).flatMap((address, index) => {
    const own = ownNameIn(address ?? "", domains ?? []);
    if (own === undefined) return [];
    const expected = "an address whose mail does not come to your own server";
    const advice = `while your server is down the alert waits in the standby itself; name an address that is not of ${own}`;
    return [{ path: ["alerts", "email", index], fault: { found: JSON.stringify(address), expected, advice } }];
  });
};

export const shortWait: SettingsCheck = ({ retention }) => {
  const days = retention?.waitingDays;
  if (days === undefined || days >= 14) return [];
  const advice = "mail that is not imported by then is lost; leave waitingDays out to keep it";
  return [{ path: ["retention", "waitingDays"], fault: { expected: "more than the longest outage", advice } }];
};

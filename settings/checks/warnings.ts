import { parseAddress } from "../names/addresses";
import { toALabels } from "../names/domain-names";
import type { Check } from "./check";

export const withoutPostmaster: Check = ({ domains, mailboxes, unknownRecipients }) => {
  if (unknownRecipients !== "refuse") return [];
  const written = (mailboxes ?? []).flatMap((mailbox) => mailbox?.addresses ?? []).flatMap((text) => text ?? []);
  const withPostmaster = new Set(
    written.map(parseAddress).flatMap(({ localPart, domain }) => (localPart === "postmaster" ? [domain] : [])),
  );
  return (domains ?? []).flatMap((domain, index) => {
    const name = toALabels(domain?.name ?? "");
    if (withPostmaster.has(name) || (withPostmaster.has(undefined) && domains?.length === 1)) return [];
    const found = `no mailbox for postmaster@${name}`;
    const expected = "one, because RFC 5321 section 4.5.1 wants every domain to have it";
    return [{ path: ["domains", index, "name"], fault: { found, expected, advice: "add it to somebody's addresses" } }];
  });
};

export const shortWait: Check = ({ retention }) => {
  const days = retention?.waitingDays;
  if (days === undefined || days >= 14) return [];
  const advice = "mail that is not imported by then is lost; leave waitingDays out to keep it";
  return [{ path: ["retention", "waitingDays"], fault: { expected: "more than the longest outage", advice } }];
};

import { labelBases } from "../../lib/address-label";
import { parseAddress, type WrittenAddress } from "../names/addresses";
import { suggest } from "../names/suggest";
import { toALabels } from "../names/domain-names";
import type { PartialSettings } from "../file-schema";
import type { PathFault } from "../source-position";
import { formatPath, type SettingsPath } from "../path";
import type { Check } from "./check";

/** A mailbox is one receipt rule: https://docs.aws.amazon.com/ses/latest/dg/quotas.html, recipients per receipt rule. */
const MAX_RECIPIENTS_PER_RULE = 500;

interface ListedAddress extends WrittenAddress {
  readonly path: SettingsPath;
  readonly mailbox: number;
}

/** A bare local part belongs to the only domain. With several domains a bare local part is a fault; its `domain` is `undefined`. */
function addressesOf({ mailboxes, domains }: PartialSettings): ListedAddress[] {
  const onlyDomain = domains?.length === 1 && domains[0]?.name ? toALabels(domains[0].name) : undefined;
  return (mailboxes ?? []).flatMap((entry, mailbox) =>
    (entry?.addresses ?? []).flatMap((text, index) => {
      if (text === undefined) return [];
      const { localPart, domain = onlyDomain } = parseAddress(text);
      return [{ localPart, domain, mailbox, path: ["mailboxes", mailbox, "addresses", index] }];
    }),
  );
}

export const addressesOfDomains: Check = (partial) => {
  const { domains } = partial;
  const names = (domains ?? []).flatMap((domain) => (domain?.name ? [toALabels(domain.name)] : []));
  if (!domains || names.length === 0) return [];
  const declared = new Set(names);
  return addressesOf(partial).flatMap(({ path, localPart, domain }): PathFault[] => {
    if (domain === undefined && domains.length > 1) {
      const expected = `a full address, such as ${localPart}@${names[0]}, because there are several domains`;
      return [{ path, fault: { expected } }];
    }
    if (domain === undefined || declared.has(domain)) return [];
    const { expected, meant } = suggest(names, domain);
    const advice = meant
      ? `did you mean ${localPart}@${meant}?`
      : `remove it, or add ${domain} to domains if that domain is yours`;
    return [{ path, fault: { expected: `an address of ${expected}`, advice } }];
  });
};

/** SES would store a copy for each mailbox that has the address. `parseAddress` lowers the case, because SES ignores case as far as is known. */
export const addressesOfOneMailbox: Check = (partial) => {
  const firsts = new Map<string, ListedAddress>();
  return addressesOf(partial).flatMap((address): PathFault[] => {
    const key = fullAddress(address);
    const first = firsts.get(key);
    if (!first) firsts.set(key, address);
    if (!first) return [];
    const advice = first.mailbox === address.mailbox ? "remove it here" : "SES would put a copy into both mailboxes";
    return [{ path: address.path, fault: { expected: `each address once: ${formatPath(first.path)} has it`, advice } }];
  });
};

/**
 * The recipient condition `alice@` takes `alice+label@` too, so `alice+label@` cannot belong to another mailbox.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export const labelledAddresses: Check = (partial) => {
  const addresses = addressesOf(partial);
  const owners = new Map(
    addresses.map((address): [string, ListedAddress] => [fullAddress(address), address]).reverse(),
  );
  return addresses.flatMap((address): PathFault[] => {
    const base = labelBases(address.localPart)
      .map((localPart) => owners.get(fullAddress({ localPart, domain: address.domain })))
      .find((owner) => owner && owner.mailbox !== address.mailbox);
    if (!base) return [];
    const expected = `an address that no other mailbox gets: ${formatPath(base.path)} takes ${base.localPart}+anything too`;
    return [{ path: address.path, fault: { expected, advice: "move it to that mailbox, or drop one of the two" } }];
  });
};

export const tooManyAddresses: Check = ({ mailboxes, unknownRecipients, domains }) =>
  (mailboxes ?? []).flatMap((entry, mailbox): PathFault[] => {
    const catchesAll = typeof unknownRecipients === "object" && unknownRecipients.catchAll === entry?.user;
    const most = MAX_RECIPIENTS_PER_RULE - (catchesAll ? (domains?.length ?? 0) : 0);
    const count = entry?.addresses?.length ?? 0;
    const fault = { found: `${count} addresses`, expected: `at most ${most}, the recipients that SES takes in a rule` };
    return count > most ? [{ path: ["mailboxes", mailbox, "addresses", most], fault }] : [];
  });

const fullAddress = ({ localPart, domain = "" }: WrittenAddress): string => `${localPart}@${domain}`;

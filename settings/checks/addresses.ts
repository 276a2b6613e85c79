import { type Address, parseAddress } from "../names/addresses";
import { choice } from "../names/choice";
import { toALabels } from "../names/domain-names";
import type { Draft } from "../file-schema";
import type { PathFault } from "../locate";
import { formatPath, type Path } from "../path";
import type { Check } from "./check";

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html, recipients per receipt rule; a mailbox is one rule. */
const mostRecipients = 500;

interface Written extends Address {
  readonly path: Path;
  readonly mailbox: number;
}

/** A bare local part belongs to the only domain. With several domains it is a fault, and stays without one here. */
function addressesOf({ mailboxes, domains }: Draft): Written[] {
  const onlyDomain = domains?.length === 1 && domains[0]?.name ? toALabels(domains[0].name) : undefined;
  return (mailboxes ?? []).flatMap((entry, mailbox) =>
    (entry?.addresses ?? []).flatMap((text, index) => {
      if (text === undefined) return [];
      const { localPart, domain = onlyDomain } = parseAddress(text);
      return [{ localPart, domain, mailbox, path: ["mailboxes", mailbox, "addresses", index] }];
    }),
  );
}

export const addressesOfDomains: Check = (draft) => {
  const { domains } = draft;
  const names = (domains ?? []).flatMap((domain) => (domain?.name ? [toALabels(domain.name)] : []));
  if (!domains || names.length === 0) return [];
  const declared = new Set(names);
  return addressesOf(draft).flatMap(({ path, localPart, domain }): PathFault[] => {
    if (domain === undefined && domains.length > 1) {
      const expected = `a full address, such as ${localPart}@${names[0]}, because there are several domains`;
      return [{ path, fault: { expected } }];
    }
    if (domain === undefined || declared.has(domain)) return [];
    const { expected, meant } = choice(names, domain);
    const advice = meant
      ? `did you mean ${localPart}@${meant}?`
      : `remove it, or add ${domain} to domains if that domain is yours`;
    return [{ path, fault: { expected: `an address of ${expected}`, advice } }];
  });
};

/** SES compares without regard to case as far as is known, and a copy would go to each mailbox that has the address. */
export const addressesOfOneMailbox: Check = (draft) => {
  const firsts = new Map<string, Written>();
  return addressesOf(draft).flatMap((address): PathFault[] => {
    const key = fullAddress(address);
    const first = firsts.get(key);
    if (!first) firsts.set(key, address);
    if (!first) return [];
    const advice = first.mailbox === address.mailbox ? "remove it here" : "SES would put a copy into both mailboxes";
    return [{ path: address.path, fault: { expected: `each address once: ${formatPath(first.path)} has it`, advice } }];
  });
};

/**
 * The recipient condition `alice@` takes `alice+label@` too, so that label cannot belong to somebody else.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-receipt-rules-console-walkthrough.html
 */
export const labelledAddresses: Check = (draft) => {
  const addresses = addressesOf(draft);
  const owners = new Map(addresses.map((address): [string, Written] => [fullAddress(address), address]).reverse());
  return addresses.flatMap((address): PathFault[] => {
    const base = unlabelled(address)
      .map((key) => owners.get(key))
      .find((owner) => owner && owner.mailbox !== address.mailbox);
    if (!base) return [];
    const expected = `an address that no other mailbox gets: ${formatPath(base.path)} takes ${base.localPart}+anything too`;
    return [{ path: address.path, fault: { expected, advice: "move it to that mailbox, or drop one of the two" } }];
  });
};

export const tooManyAddresses: Check = ({ mailboxes, unknownRecipients, domains }) =>
  (mailboxes ?? []).flatMap((entry, mailbox): PathFault[] => {
    const catchesAll = typeof unknownRecipients === "object" && unknownRecipients.catchAll === entry?.user;
    const most = mostRecipients - (catchesAll ? (domains?.length ?? 0) : 0);
    const count = entry?.addresses?.length ?? 0;
    const fault = { found: `${count} addresses`, expected: `at most ${most}, the recipients that SES takes in a rule` };
    return count > most ? [{ path: ["mailboxes", mailbox, "addresses", most], fault }] : [];
  });

const fullAddress = ({ localPart, domain = "" }: Address): string => `${localPart}@${domain}`;

/** `a@` and `a+b@` for `a+b+c@`. */
function unlabelled({ localPart, domain }: Address): string[] {
  const plus = [...localPart.matchAll(/(?<=.)\+/g)].map(({ index }) => localPart.slice(0, index));
  return plus.map((base) => fullAddress({ localPart: base, domain }));
}

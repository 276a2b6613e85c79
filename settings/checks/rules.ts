import { addressBook, catchAllDomains } from "../addressing/address-book";
import { fullAddress } from "../addressing/written-addresses";
import { prefixRule, ruleNameRule } from "../names/aws-names";
import type { PartialSettings } from "../partial-schema";
import type { PathFault } from "../source-position";
import { formatPath, type SettingsPath } from "../path";
import type { ValueRule } from "../problem";
import { MAX_RULES, ruleNames } from "../names/mailbox-rules";
import {
  type SettingsCheck,
  repeatedValues,
  namesIn,
  withDistinctUsers,
  type ValueAtPath,
  valuesOfEntries,
} from "./check";

/** Number of recipient conditions of each mailbox. */
function recipientCounts(partial: PartialSettings): number[] {
  const book = addressBook(partial);
  const addresses = new Map<number, Set<string>>();
  for (const address of book.addresses) {
    const own = addresses.get(address.mailbox) ?? new Set();
    addresses.set(address.mailbox, own.add(fullAddress(address)));
  }
  return (partial.mailboxes ?? []).map(
    (entry, mailbox) => (addresses.get(mailbox)?.size ?? 0) + catchAllDomains(book, entry?.user).length,
  );
}

/** SES applies a rule without recipients to every message, so a mailbox needs an address. */
export const withoutAddress: SettingsCheck = (partial) => {
  const withAddress = new Set(addressBook(partial).addresses.map(({ mailbox }) => mailbox));
  return (partial.mailboxes ?? []).flatMap((entry, mailbox): PathFault[] => {
    if (withAddress.has(mailbox) || !entry?.user || entry.addresses) return [];
    const expected = "at least one address: in addresses, by an alias, or by a user that is an address itself";
    return [{ path: ["mailboxes", mailbox, "addresses"], fault: { expected } }];
  });
};

function allRuleNames(partial: PartialSettings): ValueAtPath[] {
  const counts = recipientCounts(partial);
  return withDistinctUsers(partial.mailboxes).flatMap((entry, mailbox) => {
    const first = entry && namesIn(entry, partial)?.ruleName;
    const path = ["mailboxes", mailbox, entry?.ruleName === undefined ? "user" : "ruleName"];
    return first ? ruleNames(first, counts[mailbox] ?? 0).map((value) => ({ path, value })) : [];
  });
}

/** Checks the names that the templates produce. */
const faultsOf = (places: readonly ValueAtPath[], rule: ValueRule, kind: string, key: string): PathFault[] =>
  places.flatMap(({ path, value }): PathFault[] => {
    const fault = rule(value);
    if (!fault) return [];
    const found = `${JSON.stringify(value)} as ${kind}`;
    return [{ path, fault: { advice: `set ${key} in this entry`, ...fault, found } }];
  });

export const soundRuleNames: SettingsCheck = (partial) =>
  faultsOf(allRuleNames(partial), ruleNameRule, "the rule's name", "ruleName");

export const soundPrefixes: SettingsCheck = (partial) =>
  faultsOf(
    valuesOfEntries(
      ["mailboxes"],
      withDistinctUsers(partial.mailboxes),
      "prefix",
      (entry) => namesIn(entry, partial)?.prefix,
    ),
    prefixRule,
    "the prefix",
    "prefix",
  );

export const distinctRuleNames: SettingsCheck = (partial) =>
  repeatedValues(
    allRuleNames(partial).map(({ path, value }) => ({ path: [...path.slice(0, 2), "ruleName"], value })),
    "a rule name",
    "set ruleName in one of the two entries",
  );

/** The importer lists objects by prefix, so the prefix of one mailbox must not contain objects of another mailbox. */
export const separatePrefixes: SettingsCheck = (partial) => {
  const entries = withDistinctUsers(partial.mailboxes);
  const prefixes = [
    ...valuesOfEntries(["mailboxes"], entries, "prefix", (entry) => namesIn(entry, partial)?.prefix),
    ...(entries ?? []).flatMap((entry, mailbox) =>
      (entry?.formerPrefixes ?? []).flatMap((value, index): ValueAtPath[] =>
        value === undefined ? [] : [{ path: ["mailboxes", mailbox, "formerPrefixes", index], value }],
      ),
    ),
  ];
  const paths = new Map(prefixes.map(({ path, value }): [string, SettingsPath] => [value, path]));
  const nested = prefixes.flatMap(({ path, value }): PathFault[] => {
    const outer = outerPrefixes(value).find((prefix) => paths.has(prefix));
    if (outer === undefined) return [];
    const expected = `a prefix outside of "${outer}", which ${formatPath(paths.get(outer) ?? [])} has`;
    return [
      { path, fault: { found: JSON.stringify(value), expected, advice: "set prefix in one of the two entries" } },
    ];
  });
  return [
    ...repeatedValues(prefixes, "a prefix", "set prefix in one of the two entries, or drop the former one"),
    ...nested,
  ];
};

/** The outer prefixes of a prefix, such as `a` and `a/b` of `a/b/c`. */
function outerPrefixes(prefix: string): string[] {
  return [...prefix.matchAll(/\//g)].map(({ index }) => prefix.slice(0, index));
}

export const tooManyRules: SettingsCheck = (partial) => {
  let rules = 0;
  const last = recipientCounts(partial).findIndex((count) => (rules += ruleNames("", count).length) > MAX_RULES);
  if (last < 0) return [];
  const ruleCount = recipientCounts(partial).reduce((sum, count) => sum + ruleNames("", count).length, 0);
  const fault = {
    found: `${ruleCount} rules for ${partial.mailboxes?.length} mailboxes`,
    expected: `at most ${MAX_RULES}, the rules that SES takes in a rule set`,
    advice:
      "give many users one mailbox whose server sorts their mail: { user: everybody, addresses: […], " +
      'destination: { smtp: "127.0.0.1:25" } } with envelopeQueue: true (docs/destinations.md, "Many users in one mailbox")',
  };
  return [{ path: ["mailboxes", last], fault }];
};

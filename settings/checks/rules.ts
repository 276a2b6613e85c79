import { ruleNameRule } from "../names/aws-names";
import { domainOf, ruleNameFor } from "../names/derived-names";
import type { PartialSettings } from "../file-schema";
import type { PathFault } from "../source-position";
import { formatPath, type SettingsPath } from "../path";
import { type Check, distinct, withDistinctUsers, type ValueAtPath, valuesAt } from "./check";

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html, rules per receipt rule set */
const MAX_RULES_PER_RULE_SET = 200;

type Entry = NonNullable<NonNullable<PartialSettings["mailboxes"]>[number]>;

function defaultName({ user, addresses }: Entry, domains: PartialSettings["domains"]): string | undefined {
  const domain = domainOf(addresses?.[0] ?? "", domains?.[0]?.name ?? "");
  return user && domain ? ruleNameFor(user, domain) : undefined;
}

export const defaultRuleNames: Check = ({ mailboxes, domains }) =>
  valuesAt(["mailboxes"], withDistinctUsers(mailboxes), "user", (entry) =>
    entry.ruleName ? undefined : defaultName(entry, domains),
  ).flatMap(({ path, value }): PathFault[] => {
    const fault = ruleNameRule(value);
    if (!fault) return [];
    const found = `${JSON.stringify(value)} as the rule's name`;
    return [{ path, fault: { ...fault, found, advice: "set ruleName in this entry" } }];
  });

export const distinctRuleNames: Check = ({ mailboxes, domains }) =>
  distinct(
    valuesAt(
      ["mailboxes"],
      withDistinctUsers(mailboxes),
      "ruleName",
      (entry) => entry.ruleName ?? defaultName(entry, domains),
    ),
    "a rule name",
    "set ruleName in one of the two entries",
  );

/** The importer lists by prefix, so one mailbox's prefix must not hold another's objects. */
export const separatePrefixes: Check = ({ mailboxes }) => {
  const entries = withDistinctUsers(mailboxes);
  const prefixes = [
    ...valuesAt(["mailboxes"], entries, "prefix", ({ prefix, user }) => prefix ?? user),
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
  return [...distinct(prefixes, "a prefix", "set prefix in one of the two entries, or drop the former one"), ...nested];
};

/** `a` and `a/b` for `a/b/c`. */
function outerPrefixes(prefix: string): string[] {
  return [...prefix.matchAll(/\//g)].map(({ index }) => prefix.slice(0, index));
}

export const tooManyRules: Check = ({ mailboxes }) => {
  const count = mailboxes?.length ?? 0;
  const fault = {
    found: `${count} mailboxes`,
    expected: `at most ${MAX_RULES_PER_RULE_SET}, the rules that SES takes in a rule set`,
  };
  return count > MAX_RULES_PER_RULE_SET ? [{ path: ["mailboxes", MAX_RULES_PER_RULE_SET], fault }] : [];
};

import { ruleNameRule } from "../names/aws-names";
import { domainOf, ruleNameFor } from "../names/derived-names";
import type { Draft } from "../file-schema";
import type { PathFault } from "../locate";
import { formatPath, type Path } from "../path";
import { type Check, distinct, ofDistinctUsers, type Place, places } from "./check";

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html, rules per receipt rule set */
const mostRules = 200;

type Entry = NonNullable<NonNullable<Draft["mailboxes"]>[number]>;

function defaultName({ user, addresses }: Entry, domains: Draft["domains"]): string | undefined {
  const domain = domainOf(addresses?.[0] ?? "", domains?.[0]?.name ?? "");
  return user && domain ? ruleNameFor(user, domain) : undefined;
}

export const defaultRuleNames: Check = ({ mailboxes, domains }) =>
  places(["mailboxes"], ofDistinctUsers(mailboxes), "user", (entry) =>
    entry.ruleName ? undefined : defaultName(entry, domains),
  ).flatMap(({ path, value }): PathFault[] => {
    const fault = ruleNameRule(value);
    if (!fault) return [];
    const found = `${JSON.stringify(value)} as the rule's name`;
    return [{ path, fault: { ...fault, found, advice: "set ruleName in this entry" } }];
  });

export const distinctRuleNames: Check = ({ mailboxes, domains }) =>
  distinct(
    places(
      ["mailboxes"],
      ofDistinctUsers(mailboxes),
      "ruleName",
      (entry) => entry.ruleName ?? defaultName(entry, domains),
    ),
    "a rule name",
    "set ruleName in one of the two entries",
  );

/** The importer lists by prefix, so one mailbox's prefix must not hold another's objects. */
export const separatePrefixes: Check = ({ mailboxes }) => {
  const entries = ofDistinctUsers(mailboxes);
  const prefixes = [
    ...places(["mailboxes"], entries, "prefix", ({ prefix, user }) => prefix ?? user),
    ...(entries ?? []).flatMap((entry, mailbox) =>
      (entry?.formerPrefixes ?? []).flatMap((value, index): Place[] =>
        value === undefined ? [] : [{ path: ["mailboxes", mailbox, "formerPrefixes", index], value }],
      ),
    ),
  ];
  const paths = new Map(prefixes.map(({ path, value }): [string, Path] => [value, path]));
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
    expected: `at most ${mostRules}, the rules that SES takes in a rule set`,
  };
  return count > mostRules ? [{ path: ["mailboxes", mostRules], fault }] : [];
};

import type { AppliedRules, ReceiptRule } from "../../inbound/applied-rules";
import { parseAddress } from "../../inbound/address";
import { matchesCondition } from "../../inbound/recipient-condition";
import { planActions, refusalOf, type PlannedWrite } from "../../inbound/rule-evaluation";
import { addTo } from "../model/add-to";
import type { Assessed, Routing, RecipientChange } from "../model/stack";

/** A sender that no filter blocks by itself (RFC 5737) and that speaks TLS: what is left are the rules. */
const TLS_SESSION = { clientIp: "192.0.2.1", tls: true };

/** Every recipient that one of the sides names, with its routing on both; decided as SES decides, from the applied rules. */
export function recipientChanges(rulesAt: Assessed["rulesAt"]): RecipientChange[] {
  const [before, after] = [rulesAt.before.applied, rulesAt.after.applied];
  if (rulesAt.before.problem !== undefined || rulesAt.after.problem !== undefined) return [];
  const probes = new Map([...probesOf(before), ...probesOf(after)]);
  const [routeBefore, routeAfter] = [routing(before), routing(after)];
  return [...probes].sort().map(([address, recipient]) => {
    return { recipient, before: routeBefore(address), after: routeAfter(address) };
  });
}

export function isStored({ refusal, stored }: Routing): boolean {
  return refusal === undefined && stored.length > 0;
}

/** Decides about one address after the other under the rules of one side. */
function routing(rules: AppliedRules | undefined): (address: string) => Routing {
  if (rules?.activeRuleSet === undefined) return () => ({ refusal: "no-active-rule-set", stored: [], copies: [] });
  const { activeRuleSet: whole } = rules;
  const mayCover = rulesByAddress(whole.rules);
  return (address) => {
    const activeRuleSet = { ...whole, rules: mayCover(address) };
    const refusal = refusalOf({ ...rules, activeRuleSet }, address, TLS_SESSION);
    if (refusal !== undefined) return { refusal, stored: [], copies: [] };
    const { writes } = planActions(activeRuleSet, [address], TLS_SESSION.tls);
    const place = ({ action }: PlannedWrite) => `${action.bucketName}/${action.objectKeyPrefix}`;
    // Of a rule that names the address and one for its whole domain both store a copy, and the first says whose mail it is. Where the
    // second tells an envelope queue, the importer leaves its copy out.
    const naming = writes.filter(({ rule }) => rule.recipients.some((condition) => names(condition, address)));
    const own = naming.length > 0 ? naming : writes;
    const others = writes.filter((write) => !own.includes(write) && write.action.topicArn === undefined);
    return { refusal, stored: unique(own.map(place)), copies: unique(others.map(place)) };
  };
}

/** Leaves out rules and conditions that cannot matter, because 200 rules times 600 addresses take seconds to evaluate. */
function rulesByAddress(rules: readonly ReceiptRule[]): (address: string) => ReceiptRule[] {
  const forAll: number[] = [];
  const byName = new Map<string, Map<number, string[]>>();
  const wholeDomains = rules.map(({ recipients }, i) => {
    const domains = recipients.filter((condition) => !condition.includes("@"));
    if (recipients.length === 0 || domains.length > 0) forAll.push(i);
    for (const condition of recipients) {
      if (!condition.includes("@")) continue;
      const name = nameIn(condition);
      const conditions = byName.get(name) ?? new Map<number, string[]>();
      byName.set(name, conditions);
      addTo(conditions, i, condition);
    }
    return domains;
  });
  return (address) => {
    const naming = byName.get(nameIn(address)) ?? new Map<number, string[]>();
    return [...new Set([...naming.keys(), ...forAll])]
      .sort((a, b) => a - b)
      .flatMap((i) => {
        const rule = rules[i];
        return rule ? [{ ...rule, recipients: [...(naming.get(i) ?? []), ...(wholeDomains[i] ?? [])] }] : [];
      });
  };
}

/** What an address and each condition that covers it have in common before a label. */
function nameIn(address: string): string {
  return address.split(/[+@]/)[0]?.toLowerCase() ?? "";
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function names(condition: string, address: string): boolean {
  const parsed = parseAddress(address);
  return condition.includes("@") && parsed !== undefined && matchesCondition(condition, parsed);
}

/** An address to try for each recipient condition, and what it stands for. */
function probesOf(rules: AppliedRules | undefined): Map<string, string> {
  const probes = new Map<string, string>();
  for (const { recipients } of rules?.activeRuleSet?.rules ?? []) {
    const conditions = recipients.length === 0 ? (rules?.identities ?? []) : recipients;
    for (const condition of conditions) probes.set(...probe(condition));
  }
  return probes;
}

const UNNAMED_LOCAL_PART = "an-address-that-no-rule-names";

function probe(condition: string): [address: string, recipient: string] {
  if (condition.includes("@")) return [condition, condition];
  if (condition.startsWith("."))
    return [`${UNNAMED_LOCAL_PART}@any${condition}`, `every address of the subdomains of ${condition.slice(1)}`];
  return [`${UNNAMED_LOCAL_PART}@${condition}`, `every other address of ${condition}`];
}

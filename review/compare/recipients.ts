import type { AppliedRules, ReceiptRule } from "../../inbound/applied-rules";
import { splitAtDomain } from "../../inbound/address";
import { matchesCondition } from "../../inbound/recipient-condition";
import { planActions, refusalOf, type PlannedWrite } from "../../inbound/rule-evaluation";
import { addTo } from "../../lib/group-by";
import type { Assessed, Routing, RecipientChange } from "../model/stack";

/** A sender with TLS and a documentation address (RFC 5737) that no filter names: only the receipt rules decide about its mail. */
const TLS_SESSION = { clientIp: "192.0.2.1", tls: true };

/** Every recipient that either side names, with its routing on both sides, decided from the applied rules as SES decides. */
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

/** Returns a function that routes an address under the rules of a side. */
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
    // A rule that names the address and a rule for its whole domain both store a copy. The first rule decides whose mail the message
    // is. Where the second rule notifies an envelope queue, the importer skips the copy of the second rule.
    const naming = writes.filter(({ rule }) => rule.recipients.some((condition) => names(condition, address)));
    const primaryWrites = naming.length > 0 ? naming : writes;
    const copies = writes.filter((write) => !primaryWrites.includes(write) && write.action.topicArn === undefined);
    return { refusal, stored: unique(primaryWrites.map(place)), copies: unique(copies.map(place)) };
  };
}

/** Leaves out rules and conditions that cannot cover the address: 200 rules times 600 addresses would take seconds to evaluate. */
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

/** The local part without its label, in lower case: an address and each address condition that covers it have the same. */
function nameIn(address: string): string {
  return address.split(/[+@]/)[0]?.toLowerCase() ?? "";
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function names(condition: string, address: string): boolean {
  const parsed = splitAtDomain(address);
  return condition.includes("@") && parsed !== undefined && matchesCondition(condition, parsed);
}

/**
 * Keyed by recipient condition: an address that the condition covers, and the recipient that this address represents.
 */
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

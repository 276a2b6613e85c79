import { text, type JsonObject } from "../model/json";

type Rules = Readonly<Record<string, JsonObject>>;

/**
 * The receipt rules of one side of a plan, chained in an unambiguous order. Without a Stop action every order has the same effect,
 * so the rules are chained by name. The order in the plan may be out of date: Terraform never reads `after` back, and a rule
 * that becomes the first rule keeps its former `after` (`ignoreChanges` in stacks/receipt-rules.ts), which then names a deleted
 * rule or a later rule.
 */
export function readableOrder(rules: Rules): Rules {
  if (Object.values(rules).some((rule) => rule.stop_action !== undefined)) return rules;
  const lastOf = new Map<string, string>();
  const chained = Object.entries(rules)
    .sort(byName)
    .map(([address, { after: _, ...rule }]): [string, JsonObject] => {
      const [ruleSet, name] = [text(rule, "rule_set_name") ?? "", text(rule, "name") ?? ""];
      const last = lastOf.get(ruleSet);
      lastOf.set(ruleSet, name);
      return [address, last === undefined ? rule : { ...rule, after: last }];
    });
  return Object.fromEntries(chained);
}

function byName([, left]: [string, JsonObject], [, right]: [string, JsonObject]): number {
  return (text(left, "name") ?? "") < (text(right, "name") ?? "") ? -1 : 1;
}

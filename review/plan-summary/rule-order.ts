import { text, type JsonObject } from "../model/json";

type Rules = Readonly<Record<string, JsonObject>>;

/**
 * The receipt rules of one side of a plan, in an order that can be read. Without a Stop action all orders do the same, so
 * they are chained by name: what the plan says of their order may be out of date, because Terraform never reads `after`
 * back, and the rule that becomes the first keeps the one that it had (`ignoreChanges` in stacks/receipt-rules.ts), which
 * then names a rule that is gone or one that is now behind it.
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

function byName([, one]: [string, JsonObject], [, other]: [string, JsonObject]): number {
  return (text(one, "name") ?? "") < (text(other, "name") ?? "") ? -1 : 1;
}

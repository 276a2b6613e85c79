import type { ReceiptRule } from "../applied-rules";
import { RulesError } from "../rules-error";

/** A rule to create: directly after the rule named `after`, or at the front. */
export interface ChainedRule {
  readonly rule: ReceiptRule;
  readonly after: string | undefined;
}

/**
 * The rules of one set in the order in which SES evaluates them once all are created. Throws if two rules have the same
 * `after`, or two rules have none: Terraform creates them in parallel, so that their order is random.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateReceiptRule.html
 */
export function rulesInOrder(rules: readonly ChainedRule[], where: string): ReceiptRule[] {
  const followers = new Map<string | undefined, ReceiptRule>();
  const names = new Set<string>();
  for (const { rule, after } of rules) {
    // SES refuses a second rule of the same name, and a chain through two rules of one name could form a loop.
    if (names.has(rule.name)) throw new RulesError(`${where}: expected one rule named ${rule.name}, found two`);
    names.add(rule.name);
    const rival = followers.get(after);
    if (rival !== undefined) {
      const place = after === undefined ? "at the front (no `after`)" : `after ${after}`;
      throw new RulesError(
        `${where}: rules ${rival.name} and ${rule.name} both go ${place}, so their order is random; chain them by \`after\``,
      );
    }
    followers.set(after, rule);
  }
  const ordered: ReceiptRule[] = [];
  for (let next = followers.get(undefined); next !== undefined; next = followers.get(next.name)) ordered.push(next);
  if (ordered.length < rules.length) {
    const lost = rules.filter(({ rule }) => !ordered.includes(rule));
    const names = lost.map(({ rule, after }) => `${rule.name} (after ${after ?? "nothing"})`).join(", ");
    throw new RulesError(`${where}: expected every \`after\` to name another rule of the set, found ${names}`);
  }
  return ordered;
}

import { RulesError } from "../../inbound/rules-error";
import { SynthesizedRules } from "../../inbound/synthesized/synthesized-rules";
import { text } from "../model/json";
import { resourcesOf } from "../model/select";
import type { Assessed, Comparison, RulesAtSide, Stack } from "../model/stack";
import { recipientChanges } from "./recipients";
import { rulesDocument } from "./rules-document";

/** Adds to a comparison what SES would do with mail on each side. */
export async function assess(comparison: Comparison): Promise<Assessed> {
  const { before, after } = comparison;
  // Where neither side activates a rule set (`manageActiveRuleSet: false`), the operator activates the stack's rule set by other means.
  const activeElsewhere = before === undefined || !activates(before);
  const [rulesBefore, rulesAfter] = await Promise.all([
    rulesAtSide(before, activeElsewhere),
    rulesAtSide(after, activeElsewhere),
  ]);
  const rulesAt = { before: rulesBefore, after: rulesAfter };
  return { ...comparison, rulesAt, recipients: recipientChanges(rulesAt) };
}

async function rulesAtSide(stack: Stack | undefined, activeElsewhere: boolean): Promise<RulesAtSide> {
  if (stack === undefined) return { applied: undefined, problem: undefined };
  if (stack.malformed !== undefined) return { applied: undefined, problem: stack.malformed };
  const [ruleSet] = resourcesOf(stack, "aws_ses_receipt_rule_set");
  const activeRuleSet = activeElsewhere && ruleSet ? (text(ruleSet.values, "rule_set_name") ?? "") : undefined;
  const rules = SynthesizedRules.fromDocument(rulesDocument(stack), { account: stack.account, activeRuleSet });
  try {
    return { applied: await rules.read(), problem: undefined };
  } catch (error) {
    if (!(error instanceof RulesError)) throw error;
    return { applied: undefined, problem: error.message };
  }
}

function activates(stack: Stack): boolean {
  return resourcesOf(stack, "aws_ses_active_receipt_rule_set").length > 0;
}

import type { DangerRule } from "../model/danger";
import { goneOf, updatesOf } from "../model/select";
import { text } from "../model/json";

/** To destroy this resource, the provider calls SetActiveReceiptRuleSet without a name, even if another set is active by then. */
export const ruleSetDeactivated: DangerRule = {
  id: "rule-set-deactivated",
  mail: "without an active rule set SES refuses all mail of the account in this region; another active rule set decides by its own rules",
  since: "the first message after the apply",
  *find(comparison) {
    const type = "aws_ses_active_receipt_rule_set";
    for (const { address, action, before } of goneOf(comparison, type)) {
      const how = action === "replace" ? "deactivated and activated again" : "no longer active";
      yield { address, what: `rule set ${text(before, "rule_set_name")} is ${how}` };
    }
    for (const { address, action, before, after } of updatesOf(comparison, type)) {
      const [nameBefore, nameAfter] = [text(before, "rule_set_name"), text(after, "rule_set_name")];
      if (action === "update" && nameBefore !== nameAfter)
        yield { address, what: `the active rule set is ${nameAfter} instead of ${nameBefore}` };
    }
  },
};

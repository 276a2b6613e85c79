import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { goneOf } from "../model/select";

export const ruleSetLost: DangerRule = {
  id: "rule-set-lost",
  mail: "all rules are deleted with the rule set; SES refuses every recipient with 550 until new rules are active",
  since: "the apply; SES also refuses to delete an active rule set, so the apply may stop half-way",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_ses_receipt_rule_set")) {
      yield { address: change.address, what: `rule set ${describeChange(change)}` };
    }
  },
};

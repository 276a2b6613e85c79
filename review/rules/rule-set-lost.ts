import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { goneOf } from "../model/select";

export const ruleSetLost: DangerRule = {
  id: "rule-set-lost",
  mail: "all rules go with their set; until new ones are active every recipient is refused with 550",
  since: "the apply; SES also refuses to delete a set that is active, so the apply may stop half-way",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_ses_receipt_rule_set")) {
      yield { address: change.address, what: `rule set ${describeChange(change)}` };
    }
  },
};

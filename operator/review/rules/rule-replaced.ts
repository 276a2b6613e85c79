import { changesOf, said, type DangerRule } from "../danger";

export const ruleReplaced: DangerRule = {
  id: "rule-replaced",
  mail: "between delete and create SES refuses the rule's recipients with 550, which is final for their senders",
  since: "during the apply, for seconds; for longer if the apply stops there",
  *find(comparison) {
    for (const change of changesOf(comparison, "aws_ses_receipt_rule")) {
      if (change.action === "replace") yield { address: change.address, what: `rule ${said(change)}` };
    }
  },
};

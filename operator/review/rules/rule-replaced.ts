import { changesOf, goneOf, listed, type DangerRule } from "../danger";
import { text, texts } from "../json";

export const ruleReplaced: DangerRule = {
  id: "rule-replaced",
  mail: "between delete and create SES refuses the rule's recipients with 550, which is final for their senders",
  since: "during the apply, for seconds; for longer if the apply stops there",
  *find(comparison) {
    // Two resources that delete and create each one rule are put in no order.
    const made = changesOf(comparison, "aws_ses_receipt_rule").filter(
      ({ action }) => action === "create" || action === "replace",
    );
    const takenUp = new Set(made.flatMap(({ after }) => texts(after, "recipients")));
    const gap = goneOf(comparison, "aws_ses_receipt_rule").filter(({ before, createsFirst }) => {
      return !createsFirst && texts(before, "recipients").some((recipient) => takenUp.has(recipient));
    });
    const names = gap.map(({ before }) => text(before, "name") ?? "");
    if (names.length > 0) yield { what: `a new rule takes the place of ${listed(names)}` };
  },
};

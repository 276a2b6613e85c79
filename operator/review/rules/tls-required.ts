import { updatesOf, type DangerRule } from "../danger";
import { text } from "../json";

/** ses-inbound: https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html */
export const tlsRequired: DangerRule = {
  id: "tls-required",
  mail: "a sender without TLS is refused for good, which the primary may not do",
  since: "the first message after the apply",
  *find(comparison) {
    for (const { address, before, after } of updatesOf(comparison, "aws_ses_receipt_rule")) {
      if (text(before, "tls_policy") === "Require" || text(after, "tls_policy") !== "Require") continue;
      yield { address, what: `rule ${text(after, "name")} now requires TLS` };
    }
  },
};

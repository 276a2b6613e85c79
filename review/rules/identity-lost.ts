import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { goneOf } from "../model/select";

export const identityLost: DangerRule = {
  id: "identity-lost",
  mail: "SES no longer accepts mail for the domain: SES refuses every recipient with 550, and senders do not retry",
  since: "the apply; a replaced identity must be verified again first",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_ses_domain_identity", "aws_sesv2_email_identity")) {
      yield { address: change.address, what: `identity ${describeChange(change)}` };
    }
  },
};

import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { goneOf } from "../model/select";

export const identityLost: DangerRule = {
  id: "identity-lost",
  mail: "SES no longer takes mail for the domain: every recipient is refused with 550, which is final for the sender",
  since: "the apply; a replaced identity must be verified anew first",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_ses_domain_identity", "aws_sesv2_email_identity")) {
      yield { address: change.address, what: `identity ${describeChange(change)}` };
    }
  },
};

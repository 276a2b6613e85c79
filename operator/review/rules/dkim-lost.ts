import { goneOf, said, type DangerRule } from "../danger";
import { text } from "../json";

const proofs = /(^|\.)_(domainkey|amazonses)\./;

export const dkimLost: DangerRule = {
  id: "dkim-lost",
  mail: "SES cannot see any more that the domain is the owner's; once it gives up, every recipient is refused with 550",
  since: "72 hours after the records are gone",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_ses_domain_dkim")) {
      yield { address: change.address, what: `the DKIM keys: ${said(change)}` };
    }
    for (const { address, before, action } of goneOf(comparison, "aws_route53_record")) {
      const name = text(before, "name") ?? "";
      if (proofs.test(`.${name}`) && action !== "forget")
        yield { address, what: `${text(before, "type")} record ${name} is removed` };
    }
  },
};

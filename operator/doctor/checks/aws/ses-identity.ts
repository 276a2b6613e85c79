import { awsCheck } from "./aws-check";
import { domainInRegion, domainsInRegions } from "./subjects";

export const sesIdentity = awsCheck({
  id: "ses-identity",
  title: "Has SES verified the domain?",
  subjects: domainsInRegions,
  async look(subject, context) {
    const { domain, region } = domainInRegion(context, subject);
    const status = await context.aws.verification(region.name, domain.name);
    if (status === "Success") return { status: "OK", found: "verified" };
    return {
      status: "FAIL",
      found: status === undefined ? "no identity" : `an identity whose verification is ${status}`,
      expected: "a verified identity",
      why: "SES refuses all mail to a domain that is not verified, and the refusal is final for the sender.",
      advice:
        status === undefined
          ? "deploy the stack of this region"
          : "publish the records that the stack gives as output verification_<domain>, and wait for SES (up to 72 h)",
    };
  },
});

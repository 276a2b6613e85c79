import { awsCheck, regionNames } from "./aws-check";

/** All other AWS checks depend on this check. */
export const awsAccess = awsCheck({
  id: "aws-access",
  title: "Does this machine have access to SES?",
  needs: [],
  subjects: regionNames,
  async look(region, { aws }) {
    const { account, arn } = await aws.caller(region);
    await aws.activeRuleSet(region);
    return { status: "OK", found: `account ${account}, as ${arn}` };
  },
});

import { awsCheck, regionNames } from "./aws-check";

export const sesRuleSet = awsCheck({
  id: "ses-rule-set",
  title: "Is the receipt rule set of the settings active?",
  subjects: regionNames,
  async look(region, { aws, settings }) {
    const active = (await aws.activeRuleSet(region))?.name;
    if (active === settings.ruleSet) return { status: "OK", found: active };
    return {
      status: "FAIL",
      found: active === undefined ? "no rule set is active" : `${active} is active`,
      expected: settings.ruleSet,
      why:
        active === undefined
          ? "SES refuses every recipient, and the refusal is final for the sender."
          : "SES uses another rule set: it refuses your addresses, or puts their mail elsewhere.",
      fix: `aws ses set-active-receipt-rule-set --region ${region} --rule-set-name ${settings.ruleSet}`,
    };
  },
});

import type { AppliedRules } from "../../inbound/applied-rules";
import { whyDenied } from "../../inbound/bucket-policy";
import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";

export const bucketPolicyDeniesSes: DangerRule = {
  id: "bucket-policy-denies-ses",
  mail: "SES accepts mail with 250 but may not store the mail; SES retries for 36 hours, then drops the mail without a bounce",
  since: "the first message after the apply",
  *find({ rulesAt }) {
    const before = denials(rulesAt.before.applied);
    const denied = [...denials(rulesAt.after.applied)].filter(([rule]) => !before.has(rule));
    const [first] = denied;
    if (first !== undefined)
      yield { what: `SES may not store for ${listOf(denied.map(([rule]) => rule))}: ${first[1]}` };
  },
};

/** The reasons why S3 denies the write, keyed by rule name. Buckets of other stacks are not judged. */
function denials(rules: AppliedRules | undefined): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { name, actions } of rules?.activeRuleSet?.rules ?? []) {
    for (const action of actions) {
      if (rules === undefined || action.type !== "S3" || !rules.buckets.has(action.bucketName)) continue;
      const { account, region, activeRuleSet } = rules;
      const key = [action.objectKeyPrefix.replace(/\/$/, ""), "id"].filter(Boolean).join("/");
      const write = { account, region, ruleSet: activeRuleSet?.name ?? "", rule: name, bucket: action.bucketName, key };
      const reason = whyDenied(rules.buckets.get(action.bucketName), write);
      if (reason !== undefined) reasons.set(name, reason);
    }
  }
  return reasons;
}

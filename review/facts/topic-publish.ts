import type { AppliedRules } from "../../inbound/applied-rules";
import { conditionHolds, UnknownOperatorError, type RequestContext } from "../../inbound/policy-condition";
import { resourcesOf } from "../model/select";
import { grantCovers, grantsOf, type Grant } from "./grants";
import { isObject, text, texts } from "../model/json";
import type { Resource, Stack } from "../model/stack";

/** Names of the receipt rules that notify a topic whose policy denies SES to publish for that rule. */
export function rulesDeniedPublish(stack: Stack | undefined, rules: AppliedRules | undefined): string[] {
  // A policy that is known only after the apply is a text, not a document.
  const policies = resourcesOf(stack, "aws_sns_topic_policy").filter(({ values }) => isObject(values.policy));
  const notifying = (rules?.activeRuleSet?.rules ?? []).filter(({ actions }) =>
    actions.some((action) => "topicArn" in action && action.topicArn !== undefined),
  );
  if (rules === undefined) return [];
  const names = notifying.map(({ name }) => name);
  return names.filter((name) => {
    const topics = topicsOf(stack, name);
    const isOfTopic = ({ values }: Resource) => topics.includes(text(values, "arn") ?? "");
    return policies.filter(isOfTopic).some((policy) => !admits(policy, requestOf(rules, name)));
  });
}

/** The topics that a receipt rule notifies, in the form in which a topic's policy names its topic: an ARN or a reference. */
function topicsOf(stack: Stack | undefined, rule: string): string[] {
  return resourcesOf(stack, "aws_ses_receipt_rule")
    .filter(({ values }) => text(values, "name") === rule)
    .flatMap(({ values }) => ["s3_action", "stop_action"].flatMap((action) => texts(values, `${action}.topic_arn`)));
}

function requestOf({ account, region, activeRuleSet }: AppliedRules, rule: string): RequestContext {
  return {
    "aws:sourceaccount": account,
    "aws:sourcearn": `arn:aws:ses:${region}:${account}:receipt-rule-set/${activeRuleSet?.name}:receipt-rule/${rule}`,
    "aws:securetransport": "true",
  };
}

/** A Deny statement overrides every Allow statement, as everywhere in IAM. */
function admits({ values }: Resource, request: RequestContext): boolean {
  const publish = { principal: "Service ses.amazonaws.com", action: "sns:publish", conditions: [] };
  const applying = grantsOf(values.policy).filter((grant) => {
    const wanted: Grant = { ...publish, effect: grant.effect, resource: text(values, "arn") ?? "*" };
    return (
      grantCovers({ ...grant, conditions: [] }, wanted) &&
      grant.conditions.every((condition) => holds(condition, request))
    );
  });
  return applying.some(({ effect }) => effect === "Allow") && !applying.some(({ effect }) => effect === "Deny");
}

const CALLER_ACCOUNT_REFERENCE = /\$\{data\.aws_caller_identity\.[\w-]+\.(?:account_id|id)\}/g;

function holds(condition: string, request: RequestContext): boolean {
  const [operator = "", key = "", ...values] = condition
    .replaceAll(CALLER_ACCOUNT_REFERENCE, request["aws:sourceaccount"] ?? "")
    .split(/,? /);
  try {
    return conditionHolds(operator, key, values, request);
  } catch (error) {
    if (!(error instanceof UnknownOperatorError)) throw error;
    return false;
  }
}

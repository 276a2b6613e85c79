import { updatesOf, type DangerRule } from "../danger";
import { isList, isObject, type Json } from "../json";
import { sensitiveValue, unknownValue } from "../marks";

/** What the other rules look at. */
const decisive: Readonly<Record<string, readonly string[]>> = {
  aws_iam_policy: ["policy"],
  aws_iam_role: ["assume_role_policy"],
  aws_iam_role_policy: ["policy"],
  aws_iam_user_policy: ["policy"],
  aws_route53_record: ["records"],
  aws_s3_bucket_policy: ["policy"],
  aws_ses_active_receipt_rule_set: ["rule_set_name"],
  aws_ses_receipt_rule: ["enabled", "recipients", "rule_set_name", "s3_action", "tls_policy"],
  aws_sns_topic_policy: ["policy"],
  aws_sqs_queue_policy: ["policy"],
};

/** Only a plan leaves something open; what is not known yet cannot be called harmless. */
export const unjudged: DangerRule = {
  id: "unjudged",
  mail: "nobody can say before the apply; read the change itself",
  since: "the apply",
  *find(comparison) {
    for (const { address, before, after, attributes } of updatesOf(comparison, ...Object.keys(decisive))) {
      const type = address.split(".").at(-2) ?? "";
      const open = (decisive[type] ?? []).filter((name) => {
        const changes = attributes.some(
          ({ path }) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`),
        );
        return changes && (isOpen(after[name]) || isOpen(before[name]));
      });
      if (open.length > 0) yield { address, what: `${open.join(", ")} cannot be judged: unknown or sensitive` };
    }
  },
};

function isOpen(value: Json | undefined): boolean {
  if (isList(value)) return value.some(isOpen);
  if (isObject(value)) return Object.values(value).some(isOpen);
  return typeof value === "string" && (value.includes(unknownValue) || value.startsWith(sensitiveValue.slice(0, -1)));
}

import { canonical, isList, isObject, texts, type Json, type JsonObject } from "../model/json";
import type { Change } from "../model/stack";
import { lookupTable } from "../../lib/lookup-table";

/** Attributes that AWS or the provider sets, and attributes that have no effect on mail. */
const WITHOUT_EFFECT = ["arn", "depends_on", "description", "id", "tags", "tags_all"];

/** The attributes, by resource type, whose change another rule judges, or whose change has no effect on mail. */
const JUDGED_ATTRIBUTES = lookupTable<readonly string[]>({
  aws_cloudwatch_metric_alarm: [
    ...["actions_enabled", "alarm_actions", "alarm_description", "ok_actions"],
    ...["datapoints_to_alarm", "evaluation_periods", "period", "threshold"],
  ],
  aws_iam_access_key: ["user"],
  aws_iam_group: ["name", "path"],
  aws_iam_group_membership: ["group", "name", "users"],
  aws_iam_group_policy: ["group", "name", "policy"],
  aws_iam_group_policy_attachment: ["group", "policy_arn"],
  aws_iam_policy: ["attachment_count", "name", "name_prefix", "path", "policy", "policy_id"],
  aws_iam_policy_attachment: ["groups", "name", "policy_arn", "roles", "users"],
  aws_iam_role: ["assume_role_policy", "inline_policy", "managed_policy_arns", "name", "path", "permissions_boundary"],
  aws_iam_role_policy: ["name", "policy", "role"],
  aws_iam_role_policy_attachment: ["policy_arn", "role"],
  aws_iam_user: ["force_destroy", "name", "path", "permissions_boundary", "unique_id"],
  aws_iam_user_group_membership: ["groups", "user"],
  aws_iam_user_login_profile: ["user"],
  aws_iam_user_policy: ["name", "policy", "user"],
  aws_iam_user_policy_attachment: ["policy_arn", "user"],
  aws_route53_record: ["allow_overwrite", "fqdn", "name", "records", "ttl", "type", "zone_id"],
  aws_s3_bucket: ["bucket", "force_destroy", "lifecycle.prevent_destroy"],
  aws_s3_bucket_lifecycle_configuration: ["bucket", "rule", "transition_default_minimum_object_size"],
  aws_s3_bucket_notification: [],
  aws_s3_bucket_ownership_controls: ["bucket", "rule.object_ownership"],
  aws_s3_bucket_policy: ["bucket", "policy"],
  aws_s3_bucket_public_access_block: [
    ...["block_public_acls", "block_public_policy", "bucket", "ignore_public_acls", "restrict_public_buckets"],
  ],
  aws_s3_bucket_server_side_encryption_configuration: [
    ...["bucket", "rule.apply_server_side_encryption_by_default", "rule.bucket_key_enabled"],
  ],
  aws_s3_bucket_versioning: ["bucket", "versioning_configuration"],
  aws_s3_bucket_website_configuration: ["bucket"],
  aws_ses_active_receipt_rule_set: ["rule_set_name"],
  aws_ses_domain_dkim: ["dkim_tokens", "domain"],
  aws_ses_domain_identity: ["domain", "verification_token"],
  aws_ses_domain_identity_verification: ["domain"],
  aws_ses_receipt_filter: ["cidr", "filter_id", "name", "policy"],
  aws_ses_receipt_rule: [
    ...["after", "bounce_action", "enabled", "lambda_action", "lifecycle.create_before_destroy", "name", "recipients"],
    ...["rule_set_name", "s3_action", "sns_action", "stop_action", "tls_policy", "workmail_action"],
  ],
  aws_ses_receipt_rule_set: ["lifecycle.create_before_destroy", "rule_set_name"],
  aws_sesv2_email_identity: ["email_identity"],
  aws_sns_topic: ["kms_master_key_id", "name"],
  aws_sns_topic_policy: ["arn", "policy"],
  aws_sns_topic_subscription: ["endpoint", "protocol", "topic_arn"],
  aws_sqs_queue: ["kms_master_key_id", "message_retention_seconds", "name", "sqs_managed_sse_enabled", "url"],
  aws_sqs_queue_policy: ["policy", "queue_url"],
  "data.aws_caller_identity": [],
  "data.aws_iam_policy_document": ["statement"],
  "data.aws_route53_zone": [],
  "data.aws_ses_active_receipt_rule_set": [],
  output: ["sensitive", "value"],
  provider: ["default_tags", "region"],
  terraform: ["aws.version", "required_version"],
});

/**
 * Attributes that are judged of a new resource too: arguments that decide whether, where and when the resource exists or that run a
 * command, and notifications of each message.
 */
const JUDGED_IN_NEW = [
  ...["connection", "count", "for_each", "dynamic", "provider", "provisioner"],
  ...["lambda_function", "queue"],
];

/** Attributes that name other resources, or policies and texts that do: other rules judge references in these attributes. */
const MAY_REFER = [
  ...["after", "alarm_actions", "arn", "assume_role_policy", "bounce_action", "bucket", "dkim_tokens", "domain"],
  ...["endpoint", "groups", "inline_policy", "lambda_action", "managed_policy_arns", "name", "ok_actions"],
  ...["permissions_boundary", "policy", "policy_arn", "queue_url", "recipients", "records", "role", "rule_set_name"],
  ...["s3_action", "sns_action", "stop_action", "topic_arn", "user", "users", "value", "workmail_action", "zone_id"],
];

/** The source addresses of the provider that the stacks use, in Terraform and OpenTofu. */
const PROVIDER_SOURCE = /^(?:registry\.(?:terraform\.io|opentofu\.org)\/)?(?:hashicorp\/)?aws$/;

/**
 * The attributes, by resource type, that AWS changes and that the stacks let Terraform ignore (`ignoreChanges` in
 * stacks/).
 */
const IGNORED_BY_STACKS = lookupTable({
  aws_s3_bucket_server_side_encryption_configuration: "rule",
  aws_ses_receipt_rule: "after",
});

/** Resource types of which a rule judges that a resource is added or removed, or for which that has no effect on mail. */
export function isJudgedType({ type }: Pick<Change, "type">): boolean {
  return type in JUDGED_ATTRIBUTES;
}

/** The changed attributes of a resource whose effect on mail no rule judges, such as `lifecycle.replace_triggered_by`. */
export function unjudgedAttributes({ type, address, action, before, after }: Change): string[] {
  // Another rule judges where the state is kept.
  if (address === "terraform.backend") return [];
  const judged = [...WITHOUT_EFFECT, ...(JUDGED_ATTRIBUTES[type] ?? [])];
  const isNew = action === "create" && !["provider", "terraform"].includes(type);
  return changedPaths(before, after).filter((path) => {
    if (type === "terraform" && path === "aws.source")
      return !texts(after, path).every((source) => PROVIDER_SOURCE.test(source));
    if (path === "lifecycle.ignore_changes")
      return texts(after, path).some((name) => !texts(before, path).includes(name) && name !== IGNORED_BY_STACKS[type]);
    // The rules read a flag, a number or a word as it is written, and evaluate no expression.
    const isExpression = texts(after, path).some((value) => value.includes("${")) && !isIn(MAY_REFER, path);
    if (isIn(judged, path) && !(isExpression && !isNew)) return false;
    return !isNew || (isIn(JUDGED_IN_NEW, path) && !type.startsWith("data."));
  });
}

function isIn(names: readonly string[], path: string): boolean {
  return names.some((name) => path === name || path.startsWith(`${name}.`));
}

/** The deepest paths below which the values of all blocks together differ. */
function changedPaths(before: Json | undefined, after: Json | undefined, path = ""): string[] {
  if (canonical(before) === canonical(after)) return [];
  const keys = new Set([before, after].flatMap(blocksOf).flatMap((block) => Object.keys(block)));
  const below = [...keys].sort().flatMap((key) => {
    const [left, right] = [before, after].map((side) => blocksOf(side).flatMap((block) => block[key] ?? []));
    return changedPaths(left, right, path === "" ? key : `${path}.${key}`);
  });
  return below.length === 0 ? [path] : below;
}

function blocksOf(value: Json | undefined): JsonObject[] {
  return (isList(value) ? value : [value]).filter((item): item is JsonObject => isObject(item));
}

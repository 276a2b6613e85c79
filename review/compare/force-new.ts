import { lookupTable } from "../../lib/lookup-table";

/**
 * Attributes, by resource type for the types of `stacks/`, that AWS cannot change in place, so that Terraform deletes
 * and creates the resource anew. The list is from the provider's schemas ("Forces new resource").
 */
export const FORCE_NEW_ATTRIBUTES = lookupTable<readonly string[]>({
  aws_iam_access_key: ["user"],
  aws_iam_policy: ["description", "name", "name_prefix", "path"],
  aws_iam_role: ["name", "name_prefix", "path"],
  aws_iam_role_policy: ["name", "role"],
  aws_iam_role_policy_attachment: ["policy_arn", "role"],
  aws_iam_user_policy: ["name", "user"],
  aws_iam_user_policy_attachment: ["policy_arn", "user"],
  aws_route53_record: ["name", "set_identifier", "type", "zone_id"],
  aws_s3_bucket: ["bucket", "bucket_prefix", "object_lock_enabled"],
  aws_s3_bucket_lifecycle_configuration: ["bucket"],
  aws_s3_bucket_ownership_controls: ["bucket"],
  aws_s3_bucket_policy: ["bucket"],
  aws_s3_bucket_public_access_block: ["bucket"],
  aws_s3_bucket_server_side_encryption_configuration: ["bucket"],
  aws_s3_bucket_versioning: ["bucket"],
  aws_ses_domain_dkim: ["domain"],
  aws_ses_domain_identity: ["domain"],
  aws_ses_receipt_filter: ["cidr", "name", "policy"],
  aws_ses_receipt_rule: ["name", "rule_set_name"],
  aws_ses_receipt_rule_set: ["rule_set_name"],
  aws_sns_topic: ["fifo_topic", "name", "name_prefix"],
  aws_sns_topic_policy: ["arn"],
  aws_sns_topic_subscription: ["endpoint", "protocol", "topic_arn"],
  aws_sqs_queue: ["fifo_queue", "name", "name_prefix"],
  aws_sqs_queue_policy: ["queue_url"],
});

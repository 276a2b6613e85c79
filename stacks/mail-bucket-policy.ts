import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { Construct } from "constructs";
import type { Mailbox, Region } from "../settings/model";
import type { MailBucket } from "./mail-bucket";
import { denyWithoutTls, onlyRulesOf, policyDocument } from "./policy-document";
import { quotable } from "./terraform-text";

export interface MailBucketPolicyProps {
  readonly bucket: MailBucket;

  /** The region of the rule set, with the bucket's literal name. */
  readonly region: Region;

  /** The account whose rule set may write; a twelve-digit number or Terraform's reference to it. */
  readonly account: string;

  /** The name, not a reference: the rules depend on this policy, so the policy cannot depend on the rules. */
  readonly ruleSet: string;

  /** URL of an emulator that stands in for AWS. */
  readonly endpoint: string | undefined;

  /** SES may write below the prefixes of these mailboxes only. */
  readonly mailboxes: readonly Mailbox[];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html */
const MAX_BUCKET_POLICY_CHARACTERS = 20 * 1024;

/**
 * Allows SES to put mail into the bucket for this account's rule set alone, and denies every request without TLS.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
 */
export class MailBucketPolicy extends Construct {
  readonly resource: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: MailBucketPolicyProps) {
    super(scope, id);
    const { region, account, ruleSet, mailboxes } = props;
    const document = policyDocument({
      limit: MAX_BUCKET_POLICY_CHARACTERS,
      prefixes: mailboxes.map(({ prefix }) => prefix),
      statements: (objects) => [
        {
          Sid: "AllowSESPuts",
          Effect: "Allow",
          Principal: { Service: "ses.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: objects(region.bucket),
          Condition: onlyRulesOf({ region: region.name, account, ruleSet }),
        },
        ...denyWithoutTls(region.bucket, props.endpoint),
      ],
    });
    this.resource = new S3BucketPolicy(this, "Resource", {
      bucket: props.bucket.bucketName,
      policy: quotable(this, document),
      dependsOn: props.bucket.accessControls,
    });
  }
}

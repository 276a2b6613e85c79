import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { Construct } from "constructs";
import type { Mailbox, Region } from "../settings/model";
import type { MailBucket } from "./mail-bucket";
import { bucketArn, objectArns } from "./object-arns";

export interface MailBucketPolicyProps {
  readonly bucket: MailBucket;

  /** Where the rule set receives, and the bucket's literal name. */
  readonly region: Region;

  /** The account whose rule set may write; a twelve-digit number or Terraform's reference to it. */
  readonly account: string;

  /** The name, not a reference: the rules depend on this policy, so the policy cannot depend on the rules. */
  readonly ruleSet: string;

  /** Their prefixes are the only keys that may be written. */
  readonly mailboxes: readonly Mailbox[];
}

/**
 * Lets SES put mail into the bucket, for this account's rule set alone, and nobody speak to it without TLS.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
 */
export class MailBucketPolicy extends Construct {
  readonly resource: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: MailBucketPolicyProps) {
    super(scope, id);
    const { region, account, ruleSet } = props;
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "AllowSESPuts",
          Effect: "Allow",
          Principal: { Service: "ses.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: objectArns(region.bucket, props.mailboxes),
          Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: {
              "aws:SourceArn": `arn:aws:ses:${region.name}:${account}:receipt-rule-set/${ruleSet}:receipt-rule/*`,
            },
          },
        },
        {
          // Only a Deny names everybody; no Allow does.
          Sid: "DenyWithoutTls",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [bucketArn(region.bucket), `${bucketArn(region.bucket)}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    };
    this.resource = new S3BucketPolicy(this, "Resource", {
      bucket: props.bucket.bucketName,
      policy: JSON.stringify(document),
      dependsOn: props.bucket.accessControls,
    });
  }
}

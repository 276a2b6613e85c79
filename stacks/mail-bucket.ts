import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA as Encryption } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA as Versioning } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Retention } from "../settings/model";
import { skipCheck } from "./skip-check";

/**
 * Since April 2026 S3 blocks SSE-C in every new bucket and shows that in this attribute. The pinned provider would remove the block at
 * each apply.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/47320
 */
export const ENCRYPTION_LIFECYCLE = { ignoreChanges: ["rule"] };

export interface MailBucketProps {
  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
  readonly name: string;

  /** The days after which waiting messages expire, and deleted messages are permanently removed. */
  readonly retention: Retention;

  /**
   * Whether Terraform refuses every plan that would destroy the bucket and the mail in it.
   * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy
   */
  readonly preventDestroy: boolean;

  /** Whether the bucket publishes an event for each waiting message that expires, for the alerts. */
  readonly publishesEvents: boolean;
}

/** The bucket in which mail waits: private, encrypted and versioned; only imported messages expire by default. */
export class MailBucket extends Construct {
  /** Terraform's reference to the name: a resource that uses the reference is created after the bucket. */
  readonly bucketName: string;

  /**
   * The access settings of the bucket. A bucket policy must depend on them, because S3 may otherwise refuse the policy.
   */
  readonly accessControls: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: MailBucketProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, "Resource", {
      bucket: props.name,
      lifecycle: { preventDestroy: props.preventDestroy },
    });
    this.bucketName = bucket.bucket;
    skipCheck(
      bucket,
      "CKV_AWS_18",
      "The importer's account of every message is the log; access logs would need a bucket.",
    );
    skipCheck(
      bucket,
      "CKV_AWS_144",
      "A second copy of waiting mail costs all year; a second region is a second MX instead.",
    );
    skipCheck(
      bucket,
      "CKV_AWS_145",
      "A KMS key costs more than the mail, and SES could no longer write if its policy broke.",
    );
    if (!props.publishesEvents) {
      skipCheck(
        bucket,
        "CKV2_AWS_62",
        "The importer lists the bucket, which misses nothing; an event may come late or twice.",
      );
    }

    const publicAccessBlock = new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket: this.bucketName,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    // SES needs no ACL, so ACLs are off: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
    const ownership = new S3BucketOwnershipControls(this, "ownership", {
      bucket: this.bucketName,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    this.accessControls = [publicAccessBlock, ownership];

    new Encryption(this, "encryption", {
      bucket: this.bucketName,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
      lifecycle: ENCRYPTION_LIFECYCLE,
    });
    const versioning = new Versioning(this, "versioning", {
      bucket: this.bucketName,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: this.bucketName,
      rule: lifecycleRules(props.retention),
      dependsOn: [versioning],
    });
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
function lifecycleRules({ deletedDays, waitingDays }: Retention) {
  const everyObject = { status: "Enabled", filter: [{}] };
  const rules = [
    {
      ...everyObject,
      id: "forget-deleted-messages",
      noncurrentVersionExpiration: [{ noncurrentDays: deletedDays }],
      // S3 refuses this flag in a rule that also expires current versions.
      expiration: [{ expiredObjectDeleteMarker: true }],
      abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    },
  ];
  if (waitingDays === undefined) return rules;
  return [...rules, { ...everyObject, id: "expire-waiting-messages", expiration: [{ days: waitingDays }] }];
}

import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA as Encryption } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA as Versioning } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { ENCRYPTION_LIFECYCLE } from "../mail-bucket";
import { denyWithoutTls, policyJson } from "../policy-document";

export interface StateBucketProps {
  readonly name: string;
  /** URL of an emulator that stands in for AWS. */
  readonly endpoint: string | undefined;
}

/** The bucket for Terraform's state and its lock file: private and encrypted, with every version kept. */
export class StateBucket extends Construct {
  constructor(scope: Construct, id: string, { name, endpoint }: StateBucketProps) {
    super(scope, id);
    const { bucket } = new S3Bucket(this, "Resource", { bucket: name, lifecycle: { preventDestroy: true } });
    const closed = new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    // An earlier version can replace a broken state.
    new Versioning(this, "versioning", { bucket, versioningConfiguration: { status: "Enabled" } });
    new Encryption(this, "encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: true }],
      lifecycle: ENCRYPTION_LIFECYCLE,
    });
    const onlyTls = denyWithoutTls(name, endpoint);
    if (onlyTls.length === 0) return;
    const policy = policyJson(onlyTls);
    new S3BucketPolicy(this, "policy", { bucket, policy, dependsOn: [closed] });
  }
}

import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";

export interface ProviderProps {
  /** Where every resource of the stack is. */
  readonly region: string;

  /**
   * URL of an emulator, such as LocalStack, that is to be taken for AWS.
   * @default - the real AWS, with the credentials of whoever runs Terraform
   */
  readonly endpoint: string | undefined;
}

/** The stack's one provider block. */
export function addProvider(scope: Construct, { region, endpoint }: ProviderProps): void {
  new AwsProvider(scope, "aws", {
    region,
    defaultTags: [{ tags: { Project: "standby-mx" } }],
    ...(endpoint === undefined ? {} : emulator(endpoint)),
  });
}

/**
 * `skip_requesting_account_id` is not among these: without an account id the provider cannot reach S3 Control, by which it reads
 * the bucket's tags since version 6.23.
 */
function emulator(url: string): AwsProviderConfig {
  return {
    // Not a secret: any pair does for an emulator, and a pair of our own keeps the owner's real one from being sent to it.
    accessKey: "test",
    secretKey: "test",
    s3UsePathStyle: true,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: "true",
    endpoints: [
      {
        cloudwatch: url,
        iam: url,
        kms: url,
        route53: url,
        s3: url,
        s3Control: url,
        ses: url,
        sns: url,
        sqs: url,
        sts: url,
      },
    ],
  };
}

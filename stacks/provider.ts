import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";

export interface ProviderProps {
  /** The region of every resource of the stack. */
  readonly region: string;

  /**
   * URL of an emulator, such as LocalStack, that stands in for AWS.
   * @default - the real AWS, with the credentials of the Terraform process
   */
  readonly endpoint: string | undefined;
}

/** Adds the single provider block of the stack. */
export function addProvider(scope: Construct, { region, endpoint }: ProviderProps): void {
  new AwsProvider(scope, "aws", {
    region,
    defaultTags: [{ tags: { Project: "standby-mx" } }],
    ...(endpoint === undefined ? {} : emulator(endpoint)),
  });
}

/** `skip_requesting_account_id` is not set, because without an account id the provider cannot reach S3 Control. */
function emulator(url: string): AwsProviderConfig {
  return {
    // The access key is not a secret: an emulator accepts any key, and this key keeps the operator's real credentials
    // from being sent to the emulator.
    accessKey: "test",
    secretKey: "test",
    s3UsePathStyle: true,
    skipCredentialsValidation: true,
    skipMetadataApiCheck: "true",
    ...(url.startsWith("http:") ? asItsOwnProxy(url) : {}),
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

/**
 * Since version 6.23 the provider reads the bucket's tags from S3 Control, whose SDK puts the account before every host name. The name
 * 000000000000.127.0.0.1 does not exist, so the emulator is used as the proxy for it; requests to loopback itself need no proxy.
 * @see https://github.com/aws/aws-sdk-go-v2/blob/main/service/s3control/endpoints.go
 */
function asItsOwnProxy(url: string): AwsProviderConfig {
  // The provider copies the first proxy to the second if the second is not given.
  return { httpProxy: url, httpsProxy: "" };
}

import { partition } from "@aws-sdk/core/client";

/** A bucket and the server that has it. */
export interface BucketPlace {
  readonly bucket: string;
  readonly region: string;
  /** URL of an S3 server other than Amazon's; `undefined`: Amazon S3. */
  readonly endpoint?: string;
}

/**
 * The URL below which the bucket's objects are
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html). The bucket is in the host name, with two
 * exceptions: a bucket name with dots, which Amazon's certificate does not cover, and other servers, which seldom have
 * a host name for each bucket.
 */
export function bucketUrl({ bucket, region, endpoint }: BucketPlace, env: NodeJS.ProcessEnv = process.env): URL {
  if (endpoint !== undefined) return new URL(bucket, endpoint.endsWith("/") ? endpoint : `${endpoint}/`);
  const fips = env.AWS_USE_FIPS_ENDPOINT === "true" ? "-fips" : "";
  const dualStack = env.AWS_USE_DUALSTACK_ENDPOINT === "true" ? ".dualstack" : "";
  // The SDK's table of partitions: aws, aws-cn, aws-us-gov, aws-iso and others.
  const host = `s3${fips}${dualStack}.${region}.${partition(region).dnsSuffix}`;
  return new URL(bucket.includes(".") ? `https://${host}/${bucket}` : `https://${bucket}.${host}`);
}

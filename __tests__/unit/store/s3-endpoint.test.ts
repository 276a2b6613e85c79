import { S3Client } from "@aws-sdk/client-s3";
import { bucketUrl } from "../../../store/s3-endpoint";

const regions = [
  ...["us-east-1", "eu-west-1", "ap-southeast-5", "il-central-1", "us-gov-west-1", "cn-north-1"],
  ...["us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"],
];
const buckets = ["mail", "example-org-mail-stocker", "example.org-mail-stocker"];
const switches = [
  {},
  { AWS_USE_DUALSTACK_ENDPOINT: "true" },
  { AWS_USE_FIPS_ENDPOINT: "true" },
  { AWS_USE_DUALSTACK_ENDPOINT: "true", AWS_USE_FIPS_ENDPOINT: "true" },
];
const cases = regions
  .flatMap((region) => buckets.flatMap((bucket) => switches.map((env) => ({ region, bucket, env }))))
  // Amazon has no such endpoints in China.
  .filter(({ region, env }) => !(region.startsWith("cn-") && env.AWS_USE_FIPS_ENDPOINT));

/** The endpoint that the AWS SDK uses. */
function bySdk(bucket: string, region: string, env: NodeJS.ProcessEnv, endpoint?: string): URL {
  const { endpointProvider } = new S3Client({ region }).config;
  const { url } = endpointProvider({
    Bucket: bucket,
    Region: region,
    UseDualStack: env.AWS_USE_DUALSTACK_ENDPOINT === "true",
    UseFIPS: env.AWS_USE_FIPS_ENDPOINT === "true",
    Endpoint: endpoint,
    ForcePathStyle: endpoint !== undefined,
  });
  return url;
}

test.each(cases)("the AWS SDK uses the same endpoint: $bucket in $region with $env", (one) => {
  expect(bucketUrl(one, one.env).href).toBe(bySdk(one.bucket, one.region, one.env).href);
});

test.each(["http://127.0.0.1:4566", "http://127.0.0.1:4566/", "https://s3.example.org/below", "http://[::1]:9000"])(
  "another server: %s",
  (endpoint) => {
    const found = bucketUrl({ bucket: "mail", region: "us-east-1", endpoint }, {}).href;
    expect(found).toBe(bySdk("mail", "us-east-1", {}, endpoint).href);
  },
);

import { awsEndpoint, EndpointError } from "../../../stacks/aws-endpoint";
import { statements } from "./policy";
import { settings } from "./settings";
import { synth, synthFirst } from "./synth";

const providerOf = (stack: ReturnType<typeof synthFirst>) =>
  (stack.document.provider as { aws: Record<string, unknown>[] }).aws;

test("is one provider block in each stack, for the real AWS, without credentials", () => {
  const stacks = synth(
    settings({
      regions: [
        { name: "eu-west-1", bucket: "mail-a" },
        { name: "us-east-1", bucket: "mail-b" },
      ],
    }),
  );
  const tags = { default_tags: [{ tags: { Project: "standby-mx" } }] };
  expect(stacks.map(providerOf)).toEqual([[{ region: "eu-west-1", ...tags }], [{ region: "us-east-1", ...tags }]]);
});

test("sets no region at any resource", () => {
  const blocks = Object.entries(synthFirst(settings()).blocks);
  expect(blocks.length).toBeGreaterThan(10);
  expect(blocks.filter(([, block]) => "region" in block)).toEqual([]);
});

describe("with an emulator", () => {
  const stack = synthFirst(settings(), "http://127.0.0.1:4566");
  const [provider] = providerOf(stack);

  test("sends requests of every service there", () => {
    const services = "cloudwatch iam kms route53 s3 s3control ses sns sqs sts".split(" ");
    expect(provider?.endpoints).toEqual([
      Object.fromEntries(services.map((service) => [service, "http://127.0.0.1:4566"])),
    ]);
  });

  test("uses path style, and skips requests that only AWS answers", () => {
    expect(provider).toMatchObject({
      s3_use_path_style: true,
      skip_credentials_validation: true,
      skip_metadata_api_check: "true",
    });
  });

  test("looks up the account, which S3 Control needs", () => {
    expect(provider).not.toHaveProperty("skip_requesting_account_id");
  });

  test("is the endpoint for S3 Control, whose host name begins with the account", () => {
    expect(provider).toMatchObject({ http_proxy: "http://127.0.0.1:4566", https_proxy: "" });
    const [overTls] = providerOf(synthFirst(settings(), "https://localhost.localstack.cloud:4566"));
    expect(overTls).not.toHaveProperty("http_proxy");
  });

  test("never sends the owner's credentials", () => {
    expect(provider).toMatchObject({ access_key: "test", secret_key: "test" });
  });

  test("changes only the provider, the backend and the refusal of plain HTTP", () => {
    const real = synthFirst(settings());
    const withoutTls = { ...stack.document, provider: 0, terraform: 0 };
    const policies = statements(real, "aws_s3_bucket_policy");
    expect(statements(stack, "aws_s3_bucket_policy")).toEqual(policies.filter(({ Sid }) => Sid !== "DenyWithoutTls"));
    const ignored = (document: object) =>
      JSON.parse(JSON.stringify(document), (key, value: unknown) => (key === "policy" ? "" : value)) as unknown;
    expect(ignored(withoutTls)).toEqual(ignored({ ...real.document, provider: 0, terraform: 0 }));
  });
});

describe("STANDBY_AWS_ENDPOINT", () => {
  test.each([undefined, ""])("of %p means AWS", (value) => {
    expect(awsEndpoint(value)).toBeUndefined();
  });

  test.each(["http://127.0.0.1:4566", "http://127.0.0.1:4566/", "https://localstack.test"])("may be %s", (value) => {
    expect(awsEndpoint(value)).toBe(value.replace(/\/$/, ""));
  });

  test.each([
    "localhost:4566",
    "1",
    "true",
    "ftp://127.0.0.1",
    "http://user:secret@127.0.0.1",
    "http://127.0.0.1/path",
    "http://127.0.0.1/?q",
  ])("is refused as %s, with the expected form", (value) => {
    expect(() => awsEndpoint(value)).toThrow(EndpointError);
    expect(() => awsEndpoint(value)).toThrow(`found "${value}"; expected the URL of an emulator`);
  });
});

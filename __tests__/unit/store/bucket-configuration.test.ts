import { BucketConfiguration } from "../../../store/bucket-configuration";
import { type ScriptedAnswer, S3Protocol } from "./s3-protocol";

let server: S3Protocol;
let buckets: BucketConfiguration;
const signedFor: string[] = [];
const environment = { ...process.env };

beforeEach(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
  server = new S3Protocol(10);
  signedFor.length = 0;
  buckets = new BucketConfiguration(() => Promise.resolve("eu-west-1"), await server.listen());
});
afterEach(async () => {
  buckets.destroy();
  await server.close();
  process.env = { ...environment };
});

function answer(subresource: string, one: ScriptedAnswer): void {
  server.interrupt = (request) => {
    expect(request.url).toBe(`/mail?${subresource}=`);
    return one;
  };
}

describe("the configuration of a bucket", () => {
  test("has the policy as written", async () => {
    answer("policy", { status: 200, text: '{"Statement":[]}' });
    await expect(buckets.getBucketPolicy({ Bucket: "mail" })).resolves.toEqual({ Policy: '{"Statement":[]}' });
  });

  test.each(["NoSuchBucketPolicy", "NoSuchBucket", "AccessDenied"])("fails with S3's error code %s", async (code) => {
    answer("policy", { status: code === "AccessDenied" ? 403 : 404, code });
    await expect(buckets.getBucketPolicy({ Bucket: "mail" })).rejects.toMatchObject({ name: code });
  });

  test.each([
    ["<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>", "Enabled"],
    ['<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>', undefined],
  ])("has the versioning of %s", async (text, status) => {
    answer("versioning", { status: 200, text });
    expect((await buckets.getBucketVersioning({ Bucket: "mail" })).Status).toBe(status);
  });

  test("has the public access block", async () => {
    const text =
      "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>TRUE</IgnorePublicAcls>" +
      "<BlockPublicPolicy>false</BlockPublicPolicy></PublicAccessBlockConfiguration>";
    answer("publicAccessBlock", { status: 200, text });
    expect((await buckets.getPublicAccessBlock({ Bucket: "mail" })).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: false,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: false,
    });
  });

  test("has the lifecycle rules, one or several", async () => {
    const rule = "<Rule><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule>";
    const noncurrent =
      "<Rule><Status>Disabled</Status><NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration></Rule>";
    const lifecycle = (rules: string) => `<LifecycleConfiguration>${rules}</LifecycleConfiguration>`;
    answer("lifecycle", { status: 200, text: lifecycle(rule) });
    const days30 = { Status: "Enabled", Expiration: { Days: 30 } };
    await expect(buckets.getBucketLifecycleConfiguration({ Bucket: "mail" })).resolves.toEqual({ Rules: [days30] });
    answer("lifecycle", { status: 200, text: lifecycle(rule + noncurrent) });
    const days7 = { Status: "Disabled", NoncurrentVersionExpiration: { NoncurrentDays: 7 } };
    await expect(buckets.getBucketLifecycleConfiguration({ Bucket: "mail" })).resolves.toEqual({
      Rules: [days30, days7],
    });
  });

  test("is read in the region that S3 names", async () => {
    server.interrupt = ({ headers }) => {
      const [, region = ""] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
      signedFor.push(region);
      if (region === "us-east-1") return { status: 200, text: "{}" };
      return { status: 301, code: "PermanentRedirect", headers: { "x-amz-bucket-region": "us-east-1" } };
    };
    await expect(buckets.getBucketPolicy({ Bucket: "mail" })).resolves.toEqual({ Policy: "{}" });
    await buckets.getBucketPolicy({ Bucket: "mail" });
    expect(signedFor).toEqual(["eu-west-1", "us-east-1", "us-east-1"]);
  });
});

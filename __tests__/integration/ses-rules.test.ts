import type { BucketLocationConstraint } from "@aws-sdk/client-s3";
import { openCloud, LOCALSTACK_CREDENTIALS, localStackEndpoint, ownRegion } from "../../fixtures/localstack/cloud";
import { openAws, type AwsClients } from "../../inbound/aws-clients";
import { SesRules } from "../../inbound/ses-rules";

const region = ownRegion();
const cloud = openCloud(region);
const id = `s${Date.now().toString(36)}${process.pid}`;
const bucket = `${id}-mail`;
const arn = { account: "000000000000", region };

let aws: AwsClients;
let rules: SesRules;
beforeAll(async () => {
  Object.assign(process.env, LOCALSTACK_CREDENTIALS);
  aws = await openAws({ region, endpoint: localStackEndpoint() });
  rules = new SesRules("LocalStack", aws);
  await cloud.s3.createBucket({
    Bucket: bucket,
    CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
  });
});
beforeEach(() => cloud.ses.setActiveReceiptRuleSet({}));
afterAll(async () => {
  await cloud.ses.setActiveReceiptRuleSet({});
  cloud.close();
  aws.close();
});

let sets = 0;
/** Activates a new rule set with one rule for each bucket. */
async function activate(...buckets: string[]): Promise<string> {
  const RuleSetName = `${id}-${sets++}`;
  await cloud.ses.createReceiptRuleSet({ RuleSetName });
  let After: string | undefined;
  for (const [i, BucketName] of buckets.entries()) {
    const Name = `rule-${i}`;
    const Actions = [{ S3Action: { BucketName, ObjectKeyPrefix: `p${i}` } }];
    await cloud.ses.createReceiptRule({
      RuleSetName,
      After,
      Rule: { Name, Enabled: true, Recipients: [`u${i}@x.example`], Actions },
    });
    After = Name;
  }
  await cloud.ses.setActiveReceiptRuleSet({ RuleSetName });
  return RuleSetName;
}

test("reads the account, the region and the active rule set in order", async () => {
  const name = await activate(bucket, bucket);
  const read = await rules.read();
  expect(read).toMatchObject({ ...arn, ipFilters: [] });
  expect(read.activeRuleSet).toEqual({
    name,
    rules: [0, 1].map((i) => ({
      name: `rule-${i}`,
      enabled: true,
      scanEnabled: false,
      tlsPolicy: "Optional",
      recipients: [`u${i}@x.example`],
      actions: [{ type: "S3", bucketName: bucket, objectKeyPrefix: `p${i}`, topicArn: undefined }],
    })),
  });
});

test("reads that no rule set is active", async () => {
  expect((await rules.read()).activeRuleSet).toBeUndefined();
});

test("each read, also of parallel reads, is as of its request", async () => {
  const [before] = await Promise.all([rules.read(), rules.read(), rules.read()]);
  expect(before.activeRuleSet).toBeUndefined();
  const first = rules.read();
  const name = await activate(bucket);
  const asked = await Promise.all([rules.read(), rules.read(), rules.read()]);
  expect(asked.map(({ activeRuleSet }) => activeRuleSet?.name)).toEqual([name, name, name]);
  await first;
});

test("reads only existing identities, although LocalStack verifies every name", async () => {
  const mine = `Mine-${id}.example`;
  await cloud.ses.verifyDomainIdentity({ Domain: mine });
  const { identities } = await rules.read();
  expect(identities).toContain(mine.toLowerCase());
  expect(identities).not.toContain("never-heard-of.example");
});

test("reads more identities than one page contains", async () => {
  const many = Array.from({ length: 130 }, (_, i) => `n${i}.${id}.example`);
  for (const Domain of many) await cloud.ses.verifyDomainIdentity({ Domain });
  expect((await rules.read()).identities).toEqual(expect.arrayContaining(many));
});

test("reads the policy of a bucket, its absence, and the absence of the bucket", async () => {
  const Statement = [
    { Effect: "Allow", Principal: { Service: "ses.amazonaws.com" }, Action: "s3:PutObject", Resource: "*" },
  ];
  await activate(bucket, `${id}-missing`);
  expect([...(await rules.read()).buckets]).toEqual([[bucket, undefined]]);
  await cloud.s3.putBucketPolicy({ Bucket: bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
  expect([...(await rules.read()).buckets]).toEqual([[bucket, { Version: "2012-10-17", Statement }]]);
  await cloud.s3.deleteBucketPolicy({ Bucket: bucket });
  expect([...(await rules.read()).buckets]).toEqual([[bucket, undefined]]);
});

test("names the server, the request and the remedy if no server answers", async () => {
  const nobody = await openAws({ region, endpoint: "http://127.0.0.1:1" });
  try {
    await expect(new SesRules("nobody", nobody).read()).rejects.toThrow(
      /^nobody: (ses|sts):\w+ failed: .*ECONNREFUSED.*; no server listens there: start it, or correct the endpoint$/,
    );
  } finally {
    nobody.close();
  }
});

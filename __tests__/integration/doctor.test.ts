import type { LifecycleRule } from "@aws-sdk/client-s3";
import type { ReceiptRule } from "@aws-sdk/client-ses";
import { runCommand } from "../../fixtures/command";
import { LOCALSTACK_CREDENTIALS, localStackEndpoint } from "../../fixtures/localstack/cloud";
import { Standby } from "../../fixtures/localstack/standby";
import type { Result, Status } from "../../operator/doctor/model";

let standby: Standby;
beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob"] },
    ],
  });
});
/** The deployed state; each case changes a part by hand. */
let deployed: { rules: ReceiptRule[]; policy: string; lifecycle: LifecycleRule[] };
beforeAll(async () => {
  await standby.apply();
  const { s3, ses } = standby.cloud;
  const Bucket = standby.bucket;
  deployed = {
    rules: (await ses.describeReceiptRuleSet({ RuleSetName: standby.ruleSet })).Rules ?? [],
    policy: (await s3.getBucketPolicy({ Bucket })).Policy ?? "",
    lifecycle: (await s3.getBucketLifecycleConfiguration({ Bucket })).Rules ?? [],
  };
});
afterEach(mend);
afterAll(() => standby.close());

async function mend(): Promise<void> {
  const { s3, ses } = standby.cloud;
  const Bucket = standby.bucket;
  const RuleSetName = standby.ruleSet;
  await ses.setActiveReceiptRuleSet({ RuleSetName });
  for (const Rule of deployed.rules) await ses.updateReceiptRule({ RuleSetName, Rule });
  await ses.verifyDomainIdentity({ Domain: standby.domain });
  await s3.putBucketPolicy({ Bucket, Policy: deployed.policy });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
  await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: everythingBlocked });
  await s3.putBucketLifecycleConfiguration({ Bucket, LifecycleConfiguration: { Rules: deployed.lifecycle } });
}

const everythingBlocked = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

async function doctor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const all = ["doctor", "--settings", standby.settingsFile, "--json", "--endpoint-url", localStackEndpoint(), ...args];
  const { exitCode, stdout, stderr } = await runCommand(all, { ...LOCALSTACK_CREDENTIALS, ...env });
  if (stdout === "") throw new Error(stderr);
  return { exitCode, results: (JSON.parse(stdout) as { results: readonly Result[] }).results };
}

/** The findings of AWS that are not OK. */
async function findings(): Promise<Readonly<Record<string, Status>>> {
  const { results } = await doctor(["--only", "aws", "--resolver", "127.0.0.1:1"]);
  const bad = results.filter(({ status, id }) => status !== "OK" && !needsDns.includes(id));
  expect(bad.filter(({ found }) => found.startsWith("fault of doctor"))).toEqual([]);
  return Object.fromEntries(bad.map(({ id, status }) => [id, status]));
}

const needsDns = ["dns-resolvers", "ses-dkim"];

/** Changes one rule of the active set in place, as by hand in the console. */
async function changeRule(user: string, change: object): Promise<void> {
  const { ses } = standby.cloud;
  const { Rules = [] } = await ses.describeActiveReceiptRuleSet({});
  const rule = Rules.find(({ Name }) => Name?.startsWith(`${user}_`));
  await ses.updateReceiptRule({ RuleSetName: standby.ruleSet, Rule: { ...rule, Name: rule!.Name, ...change } });
}

const addRule = (Name: string, Recipients: string[]) =>
  standby.cloud.ses.createReceiptRule({
    RuleSetName: standby.ruleSet,
    Rule: {
      Name,
      Recipients,
      Enabled: true,
      ScanEnabled: true,
      Actions: [{ S3Action: { BucketName: standby.bucket, ObjectKeyPrefix: "other" } }],
    },
  });

const lifecycle = (Expiration: { Days?: number }, NoncurrentDays: number) =>
  standby.cloud.s3.putBucketLifecycleConfiguration({
    Bucket: standby.bucket,
    LifecycleConfiguration: {
      Rules: [
        {
          ID: "by-hand",
          Status: "Enabled",
          Filter: {},
          NoncurrentVersionExpiration: { NoncurrentDays },
          ...(Expiration.Days === undefined ? {} : { Expiration }),
        },
      ],
    },
  });

interface AwsCase {
  readonly name: string;
  readonly break: () => Promise<unknown>;
  readonly finds: Readonly<Record<string, Status>>;
}

const blockedByRuleSet = { "ses-rules": "UNKNOWN", "ses-accepts": "UNKNOWN", "ses-refuses": "UNKNOWN" } as const;

const cases: readonly AwsCase[] = [
  { name: "nothing in a standby as it was deployed", break: () => Promise.resolve(), finds: {} },
  {
    name: "that no rule set is active",
    break: () => standby.cloud.ses.setActiveReceiptRuleSet({}),
    finds: { "ses-rule-set": "FAIL", ...blockedByRuleSet },
  },
  {
    name: "that another rule set is active",
    break: async () => {
      const RuleSetName = `other-${standby.ruleSet}`;
      await standby.cloud.ses.createReceiptRuleSet({ RuleSetName }).catch(() => undefined);
      await standby.cloud.ses.setActiveReceiptRuleSet({ RuleSetName });
    },
    finds: { "ses-rule-set": "FAIL", ...blockedByRuleSet },
  },
  {
    name: "that a rule is switched off",
    break: () => changeRule("bob", { Enabled: false }),
    finds: { "ses-rules": "WARN", "ses-accepts": "FAIL" },
  },
  {
    name: "that a rule lost an address",
    break: () => changeRule("alice", { Recipients: [`alice@${standby.domain}`] }),
    finds: { "ses-accepts": "FAIL" },
  },
  {
    name: "that a rule has an address more",
    break: () => changeRule("bob", { Recipients: [`bob@${standby.domain}`, `old@${standby.domain}`] }),
    finds: { "ses-rules": "WARN" },
  },
  {
    name: "that a rule writes under another prefix",
    break: () =>
      changeRule("bob", { Actions: [{ S3Action: { BucketName: standby.bucket, ObjectKeyPrefix: "robert" } }] }),
    finds: { "ses-accepts": "FAIL" },
  },
  {
    name: "that a rule does not scan",
    break: () => changeRule("bob", { ScanEnabled: false }),
    finds: { "ses-rules": "WARN" },
  },
  {
    name: "that a rule requires TLS",
    break: () => changeRule("bob", { TlsPolicy: "Require" }),
    finds: { "ses-rules": "WARN" },
  },
  {
    name: "a rule that takes every address",
    break: () => changeRule("bob", { Recipients: [`bob@${standby.domain}`, standby.domain] }),
    finds: { "ses-rules": "WARN", "ses-refuses": "WARN" },
  },
  {
    name: "that the bucket has no policy",
    break: () => standby.cloud.s3.deleteBucketPolicy({ Bucket: standby.bucket }),
    finds: { "ses-accepts": "FAIL" },
  },
  {
    name: "that the bucket's policy is for another account",
    break: async () => {
      const { Policy = "" } = await standby.cloud.s3.getBucketPolicy({ Bucket: standby.bucket });
      const other = Policy.replaceAll("000000000000", "999999999999");
      await standby.cloud.s3.putBucketPolicy({ Bucket: standby.bucket, Policy: other });
    },
    finds: { "ses-accepts": "FAIL" },
  },
  {
    name: "that the domain is not an identity",
    break: () => standby.cloud.ses.deleteIdentity({ Identity: standby.domain }),
    finds: { "ses-identity": "FAIL" },
  },
  {
    name: "that versions are suspended",
    break: () =>
      standby.cloud.s3.putBucketVersioning({
        Bucket: standby.bucket,
        VersioningConfiguration: { Status: "Suspended" },
      }),
    finds: { "bucket-versioning": "WARN" },
  },
  {
    name: "that nothing keeps the bucket private",
    break: () => standby.cloud.s3.deletePublicAccessBlock({ Bucket: standby.bucket }),
    finds: { "bucket-private": "FAIL" },
  },
  {
    name: "that one of the four blocks is off",
    break: () =>
      standby.cloud.s3.putPublicAccessBlock({
        Bucket: standby.bucket,
        PublicAccessBlockConfiguration: { ...everythingBlocked, BlockPublicPolicy: false },
      }),
    finds: { "bucket-private": "FAIL" },
  },
  {
    name: "that waiting mail expires after 3 days",
    break: () => lifecycle({ Days: 3 }, 30),
    finds: { "bucket-lifecycle": "FAIL" },
  },
  {
    name: "that deleted mail expires after a day",
    break: () => lifecycle({}, 1),
    finds: { "bucket-lifecycle": "WARN" },
  },
  {
    name: "that the bucket forgets nothing",
    break: () => standby.cloud.s3.deleteBucketLifecycle({ Bucket: standby.bucket }),
    finds: { "bucket-lifecycle": "WARN" },
  },
];

describe("doctor, of AWS,", () => {
  test.each(cases)("finds $name", async (row) => {
    await row.break();
    expect(await findings()).toEqual(row.finds);
  });

  test("reports no fault if AWS does not answer", async () => {
    const { exitCode, results } = await doctor(["aws-access", "ses-rules", "--endpoint-url", "http://127.0.0.1:1"]);
    expect(results).toMatchObject([
      { id: "aws-access", status: "UNKNOWN" },
      { id: "ses-rules", blockedBy: "aws-access" },
    ]);
    expect(exitCode).toBe(3);
  });

  test("reports no fault without credentials", async () => {
    const none = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_CONFIG_FILE: "/dev/null",
    };
    const { exitCode, results } = await doctor(["aws-access"], none);
    expect(results).toMatchObject([{ status: "UNKNOWN", found: "no AWS credentials here" }]);
    expect(exitCode).toBe(3);
  });

  test("reports a missing bucket once", async () => {
    await standby.deleteBucket();
    expect(await findings()).toEqual({
      "bucket-exists": "FAIL",
      "ses-accepts": "UNKNOWN",
      "bucket-versioning": "UNKNOWN",
      "bucket-private": "UNKNOWN",
      "bucket-lifecycle": "UNKNOWN",
    });
    await standby.createBucket(deployed.policy);
  });

  // The last test, because LocalStack cannot delete a single rule.
  test("finds a rule that is not in the settings", async () => {
    await addRule("by-hand", [`new@${standby.domain}`]);
    expect(await findings()).toEqual({ "ses-rules": "WARN" });
  });
});

import { Standby } from "../../fixtures/localstack/standby";
import { appliedRules, usersOfRules } from "./support/applied-rules";
import { lastingChanges } from "./support/lasting-changes";

const mailboxes = [
  { user: "alice", addresses: ["alice", "postmaster"] },
  { user: "bob", addresses: ["bob"] },
  { user: "carol", addresses: ["carol"] },
];

describe("a synthesized stack, applied", () => {
  let standby: Standby;
  beforeAll(async () => {
    standby = await Standby.create({ mailboxes, retention: { waitingDays: 90 } });
    await standby.apply();
  });
  afterAll(() => standby.close());

  test("has one enabled, scanning rule for each mailbox, in order, in the active set", async () => {
    const { domain, bucket } = standby;
    const { ruleSet, rules } = await appliedRules(standby);
    expect(ruleSet).toBe(standby.ruleSet);
    expect(usersOfRules(rules)).toEqual(["alice", "bob", "carol"]);
    expect({ ...rules[0], Recipients: rules[0]?.Recipients?.toSorted() }).toEqual({
      Name: `alice_${domain}`,
      Enabled: true,
      ScanEnabled: true,
      TlsPolicy: "Optional",
      Recipients: [`alice@${domain}`, `postmaster@${domain}`],
      Actions: [{ S3Action: { BucketName: bucket, ObjectKeyPrefix: "alice" } }],
    });
  });

  test("has a private, encrypted, versioned bucket with the retention of the settings", async () => {
    const { cloud, bucket: Bucket } = standby;
    const { PublicAccessBlockConfiguration } = await cloud.s3.getPublicAccessBlock({ Bucket });
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    const { OwnershipControls } = await cloud.s3.getBucketOwnershipControls({ Bucket });
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
    const { ServerSideEncryptionConfiguration } = await cloud.s3.getBucketEncryption({ Bucket });
    expect(ServerSideEncryptionConfiguration?.Rules).toEqual([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: true },
    ]);
    expect((await cloud.s3.getBucketVersioning({ Bucket })).Status).toBe("Enabled");
    const { Rules } = await cloud.s3.getBucketLifecycleConfiguration({ Bucket });
    expect(Rules).toMatchObject([
      { NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Expiration: { ExpiredObjectDeleteMarker: true } },
      { Expiration: { Days: 90 } },
    ]);
  });

  test("has a bucket policy for this account's rule set only", async () => {
    const { Policy } = await standby.cloud.s3.getBucketPolicy({ Bucket: standby.bucket });
    const { Statement } = JSON.parse(Policy ?? "{}") as { Statement: Record<string, unknown>[] };
    const arn = `arn:aws:ses:${standby.region}:000000000000:receipt-rule-set/${standby.ruleSet}:receipt-rule/*`;
    expect(Statement.find(({ Effect }) => Effect === "Allow")).toMatchObject({
      Principal: { Service: "ses.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": "000000000000" },
        ArnLike: { "aws:SourceArn": arn },
      },
    });
  });

  test("has the identity, and in its zone the MX, DKIM and verification records", async () => {
    const { cloud, domain, region } = standby;
    expect((await cloud.ses.listIdentities({ IdentityType: "Domain" })).Identities).toContain(domain);
    const { HostedZones } = await cloud.route53.listHostedZonesByName({ DNSName: domain });
    const { ResourceRecordSets } = await cloud.route53.listResourceRecordSets({ HostedZoneId: HostedZones?.[0]?.Id });
    const values = (Type: string) =>
      (ResourceRecordSets ?? [])
        .filter((set) => set.Type === Type)
        .flatMap((set) => set.ResourceRecords?.map(({ Value }) => Value))
        .toSorted();
    expect(values("MX")).toEqual([`10 mail.${domain}`, `100 inbound-smtp.${region}.amazonaws.com`]);
    expect(values("CNAME")).toHaveLength(3);
    expect(values("TXT")).toEqual([expect.stringMatching(/^".+"$/)]);
  });

  test("has an importer user with the rights to list, get and delete only", async () => {
    const { importer_user: UserName } = (await standby.outputs()) as { importer_user: string };
    const { AttachedPolicies } = await standby.cloud.iam.listAttachedUserPolicies({ UserName });
    const { PolicyArn } = AttachedPolicies![0]!;
    const { Policy } = await standby.cloud.iam.getPolicy({ PolicyArn });
    const { PolicyVersion } = await standby.cloud.iam.getPolicyVersion({
      PolicyArn,
      VersionId: Policy?.DefaultVersionId,
    });
    const { Statement } = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "")) as {
      Statement: { Action: string | string[] }[];
    };
    const actions = Statement.flatMap(({ Action }) => Action);
    expect(actions.sort()).toEqual(["s3:DeleteObject", "s3:GetObject", "s3:ListBucket"]);
  });

  test("needs no change when it is applied again", async () => {
    expect(lastingChanges(await standby.apply())).toEqual([]);
  });

  test("names the rule that LocalStack could not move when the order changed", async () => {
    const [alice, bob, carol] = mailboxes;
    await expect(standby.apply({ mailboxes: [bob!, alice!, carol!] })).rejects.toThrow(
      /set_receipt_rule_position action has not been implemented/,
    );
  });

  test("follows the settings: another alias and user", async () => {
    const [alice, ...others] = mailboxes;
    const changed = [
      { ...alice!, addresses: [...alice!.addresses, "al"] },
      ...others,
      { user: "dave", addresses: ["dave"] },
    ];
    const changes = await standby.apply({ mailboxes: changed });
    const rules = changes.filter(({ address }) => address.startsWith("aws_ses_receipt_rule."));
    expect(rules.map(({ action }) => action).sort()).toEqual(["create", "update"]);
    const { rules: applied } = await appliedRules(standby);
    expect(usersOfRules(applied)).toEqual(["alice", "bob", "carol", "dave"]);
    expect(applied[0]?.Recipients).toContain(`al@${standby.domain}`);
  });

  test("names the resource that LocalStack could not change when a user was removed", async () => {
    await expect(standby.apply({ mailboxes: mailboxes.slice(0, 2) })).rejects.toThrow(
      /receipt_rule.*has not been implemented/,
    );
  });
});

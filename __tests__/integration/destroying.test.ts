import { Standby } from "../../fixtures/localstack/standby";
import { appliedRules } from "./support/applied-rules";

const mailboxes = [{ user: "alice", addresses: ["alice", "postmaster"] }];

describe("a stack, destroyed", () => {
  let standby: Standby;
  beforeAll(async () => {
    standby = await Standby.create({ mailboxes, preventDestroy: true });
    await standby.apply();
  });
  afterAll(() => standby.close());

  test("is refused while the settings protect the bucket", async () => {
    await expect(standby.destroy()).rejects.toThrow(/prevent_destroy/);
  });

  test("names the rule that LocalStack cannot delete", async () => {
    await standby.apply({ preventDestroy: false });
    await expect(standby.destroy()).rejects.toThrow(/receipt_rule.*has not been implemented/);
  });
});

describe("a stack without rules, destroyed", () => {
  let standby: Standby;
  beforeAll(async () => {
    standby = await Standby.create({ mailboxes });
    await standby.apply({}, ({ resource }) => {
      delete resource.aws_ses_receipt_rule;
      for (const block of Object.values(resource.aws_ses_active_receipt_rule_set!)) delete block.depends_on;
    });
  });
  afterAll(() => standby.close());

  test("leaves nothing", async () => {
    const changes = await standby.destroy();
    expect(changes.every(({ action }) => action === "destroy")).toBe(true);
    const { cloud, bucket, domain, ruleSet } = standby;
    await expect(cloud.s3.headBucket({ Bucket: bucket })).rejects.toMatchObject({ name: "NotFound" });
    expect((await cloud.ses.listIdentities({})).Identities).not.toContain(domain);
    expect((await cloud.ses.listReceiptRuleSets({})).RuleSets?.map(({ Name }) => Name)).not.toContain(ruleSet);
    expect((await appliedRules(standby)).ruleSet).toBeUndefined();
  });
});

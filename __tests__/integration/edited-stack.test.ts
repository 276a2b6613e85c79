import { Standby, type StackDocument } from "../../fixtures/localstack/standby";
import { appliedRules, usersOfRules } from "./support/applied-rules";

const mailboxes = [
  { user: "alice", addresses: ["alice", "postmaster"] },
  { user: "bob", addresses: ["bob"] },
  { user: "carol", addresses: ["carol"] },
];

const eachRule = (stack: StackDocument, change: (rule: Record<string, unknown>) => void) =>
  Object.values(stack.resource.aws_ses_receipt_rule!).forEach(change);
const withoutPositions = (stack: StackDocument) => eachRule(stack, (rule) => delete rule.after);

describe("what is applied comes from the synthesized file alone", () => {
  let standby: Standby;
  // Positions are set when rules are created, so these rules are created without.
  beforeAll(async () => {
    standby = await Standby.create({ mailboxes });
    await standby.apply({}, withoutPositions);
  });
  afterAll(() => standby.close());

  test("without `after`, every rule is inserted first", async () => {
    const { rules } = await appliedRules(standby);
    expect(usersOfRules(rules).sort()).toEqual(["alice", "bob", "carol"]);
    // Terraform creates the rules in parallel, so their order is random.
    if (process.env.STANDBY_APPLY === "direct") expect(usersOfRules(rules)).toEqual(["carol", "bob", "alice"]);
  });

  test("without `enabled`, the rules are disabled", async () => {
    await standby.apply({}, (stack) => {
      withoutPositions(stack);
      eachRule(stack, (rule) => delete rule.enabled);
    });
    const { rules } = await appliedRules(standby);
    expect(rules).toHaveLength(3);
    for (const { Enabled } of rules) expect(Enabled).not.toBe(true);
  });

  test("without the policy, the bucket has none", async () => {
    await standby.apply({}, (stack) => {
      withoutPositions(stack);
      delete stack.resource.aws_s3_bucket_policy;
      eachRule(stack, (rule) => delete rule.depends_on);
    });
    await expect(standby.cloud.s3.getBucketPolicy({ Bucket: standby.bucket })).rejects.toMatchObject({
      name: "NoSuchBucketPolicy",
    });
  });

  test("without the activation, its rule set is not active", async () => {
    await standby.apply({}, (stack) => {
      withoutPositions(stack);
      delete stack.resource.aws_ses_active_receipt_rule_set;
      delete stack.resource.aws_route53_record;
      delete stack.resource.aws_ses_domain_identity_verification;
    });
    expect((await appliedRules(standby)).ruleSet).not.toBe(standby.ruleSet);
  });
});

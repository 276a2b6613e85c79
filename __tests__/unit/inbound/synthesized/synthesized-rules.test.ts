import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Testing } from "cdktf";
import { StandbyStack } from "../../../../stacks/standby-stack";
import { RulesError } from "../../../../inbound/rules-error";
import { SynthesizedRules, type SynthesizedRulesOptions } from "../../../../inbound/synthesized/synthesized-rules";
import { whyDenied } from "../../../../inbound/bucket-policy";
import { settings } from "../../stacks/settings";

type Attributes = Record<string, unknown>;
interface File {
  provider: { aws: Attributes[] | Attributes };
  data: Record<string, Record<string, Attributes>>;
  resource: Record<string, Record<string, Attributes>>;
}

/** Two chained rules in an active set, with the references of a stack. */
function file(): File {
  const policy = {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "ses.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: "${aws_s3_bucket.mail.arn}/*",
      Condition: { StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.me.account_id}" } },
    },
  };
  const rule = (name: string, more: Attributes) => ({
    name,
    rule_set_name: "${aws_ses_receipt_rule_set.main.rule_set_name}",
    enabled: true,
    scan_enabled: true,
    recipients: [`${name}@example.org`],
    s3_action: [{ bucket_name: "${aws_s3_bucket.mail.bucket}", object_key_prefix: name, position: 1 }],
    ...more,
  });
  return {
    provider: { aws: [{ region: "eu-west-1" }] },
    data: { aws_caller_identity: { me: {} } },
    resource: {
      aws_s3_bucket: { mail: { bucket: "the-mail" } },
      aws_s3_bucket_policy: { mail: { bucket: "${aws_s3_bucket.mail.id}", policy: JSON.stringify(policy) } },
      aws_ses_domain_identity: { a: { domain: "Example.org" }, b: { domain: "example.net" } },
      aws_ses_receipt_rule_set: { main: { rule_set_name: "main" } },
      aws_ses_receipt_rule: {
        second: rule("bob", { after: "${aws_ses_receipt_rule.first.name}" }),
        first: rule("alice", {}),
      },
      aws_ses_active_receipt_rule_set: { active: { rule_set_name: "${aws_ses_receipt_rule_set.main.id}" } },
      aws_ses_receipt_filter: { home: { name: "home", cidr: "192.0.2.0/24", policy: "Block" } },
    },
  };
}

let directory: string;
let path: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "standby-rules-"));
  path = join(directory, "cdk.tf.json");
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Changes the file and reads it. */
function read(change: (one: File) => void = () => undefined, options: SynthesizedRulesOptions = {}) {
  const changed = file();
  change(changed);
  writeFileSync(path, JSON.stringify(changed));
  return new SynthesizedRules(path, options).read();
}

/** The resource of a type and name, to be changed. */
function at(one: File, type: string, name: string): Attributes {
  const found = one.resource[type]?.[name];
  if (found === undefined) throw new Error(`${type}.${name} is not in the file`);
  return found;
}

describe("rules from a synthesized stack", () => {
  test("are the rules that SES would have", async () => {
    const rules = await read();
    expect(rules).toMatchObject({
      account: "111122223333",
      region: "eu-west-1",
      identities: ["example.org", "example.net"],
    });
    expect(rules.ipFilters).toEqual([{ name: "home", cidr: "192.0.2.0/24", policy: "Block" }]);
    expect(rules.activeRuleSet?.name).toBe("main");
    expect(rules.activeRuleSet?.rules.map(({ name }) => name)).toEqual(["alice", "bob"]);
    expect(rules.activeRuleSet?.rules[0]).toEqual({
      name: "alice",
      enabled: true,
      scanEnabled: true,
      tlsPolicy: "Optional",
      recipients: ["alice@example.org"],
      actions: [{ type: "S3", bucketName: "the-mail", objectKeyPrefix: "alice", topicArn: undefined }],
    });
    expect(rules.buckets.get("the-mail")?.Statement[0]).toMatchObject({
      Resource: "arn:aws:s3:::the-mail/*",
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    });
  });

  test("are read again each time", async () => {
    const source = new SynthesizedRules(path);
    await read();
    expect((await source.read()).activeRuleSet?.name).toBe("main");
    await read((one) => delete one.resource.aws_ses_active_receipt_rule_set);
    expect((await source.read()).activeRuleSet).toBeUndefined();
  });

  test("have the API's defaults: disabled, not scanned, TLS optional", async () => {
    const rules = await read((one) => {
      const alice = at(one, "aws_ses_receipt_rule", "first");
      delete alice.enabled;
      delete alice.scan_enabled;
    });
    expect(rules.activeRuleSet?.rules[0]).toMatchObject({ enabled: false, scanEnabled: false, tlsPolicy: "Optional" });
  });

  test("have their actions in the order of the positions", async () => {
    const rules = await read((one) => {
      const alice = at(one, "aws_ses_receipt_rule", "first");
      Object.assign(alice, {
        s3_action: { bucket_name: "the-mail", position: 2, topic_arn: "${aws_sns_topic.news.arn}" },
        add_header_action: [{ header_name: "X-A", header_value: "1", position: 1 }],
        lambda_action: [{ function_arn: "arn", position: 3 }],
        stop_action: [{ scope: "RuleSet", position: 4 }],
      });
      one.resource.aws_sns_topic = { news: { name: "news" } };
    });
    expect(rules.activeRuleSet?.rules[0]?.actions).toEqual([
      { type: "AddHeader", headerName: "X-A", headerValue: "1" },
      { type: "S3", bucketName: "the-mail", objectKeyPrefix: "", topicArn: "arn:aws:sns:eu-west-1:111122223333:news" },
      { type: "Lambda" },
      { type: "Stop", topicArn: undefined },
    ]);
  });

  test("are the rules of the active set only", async () => {
    const rules = await read((one) => {
      one.resource.aws_ses_receipt_rule_set!.other = { rule_set_name: "other" };
      at(one, "aws_ses_receipt_rule", "second").rule_set_name = "other";
      delete at(one, "aws_ses_receipt_rule", "second").after;
    });
    expect(rules.activeRuleSet?.rules.map(({ name }) => name)).toEqual(["alice"]);
  });

  test("take the account, unverified names and the active rule set from the caller", async () => {
    const unmanaged = (one: File) => delete one.resource.aws_ses_active_receipt_rule_set;
    const options = { account: "444455556666", unverified: ["EXAMPLE.net"], activeRuleSet: "main" };
    const rules = await read(unmanaged, options);
    expect(rules.identities).toEqual(["example.org"]);
    expect(rules.activeRuleSet?.rules).toHaveLength(2);
    expect(rules.buckets.get("the-mail")?.Statement[0]?.Condition).toEqual({
      StringEquals: { "aws:SourceAccount": "444455556666" },
    });
    await expect(read(unmanaged, { activeRuleSet: "absent" })).rejects.toThrow("absent");
  });

  test("distinguish a bucket without a policy from a missing bucket", async () => {
    const { buckets } = await read((one) => delete one.resource.aws_s3_bucket_policy);
    expect([buckets.has("the-mail"), buckets.get("the-mail"), buckets.has("other")]).toEqual([true, undefined, false]);
  });

  test("keep an address that looks like a Terraform directive", async () => {
    const rules = await read((one) => {
      at(one, "aws_ses_receipt_rule", "first").recipients = ["%%{if}@example.org"];
    });
    expect(rules.activeRuleSet?.rules[0]?.recipients).toEqual(["%{if}@example.org"]);
  });

  test("keep an escaped reference, which is a variable of the policy", async () => {
    const { buckets } = await read((one) => {
      const policy = at(one, "aws_s3_bucket_policy", "mail");
      policy.policy = String(policy.policy).replace("${aws_s3_bucket.mail.arn}/*", "arn:aws:s3:::m/$$$${aws:username}");
    });
    expect(buckets.get("the-mail")?.Statement[0]?.Resource).toBe("arn:aws:s3:::m/${aws:username}");
  });
});

describe("unknown parts are refused by name and place", () => {
  const first = "aws_ses_receipt_rule.first";
  const setFirst = (attributes: Attributes) => (one: File) =>
    Object.assign(at(one, "aws_ses_receipt_rule", "first"), attributes);

  test.each<[string, (one: File) => unknown, string[]]>([
    ["an attribute that is not known", setFirst({ encrypt: true }), [first, "encrypt"]],
    [
      "encryption by KMS",
      setFirst({ s3_action: [{ bucket_name: "m", position: 1, kms_key_arn: "arn:aws:kms:x" }] }),
      [`${first}.s3_action.0`, "kms_key_arn"],
    ],
    ["a wrong kind of value", setFirst({ enabled: "yes" }), [`${first}.enabled`, "boolean"]],
    ["count", setFirst({ count: 2 }), [`${first}.count`]],
    ["a provider of its own", setFirst({ provider: "aws.other" }), [`${first}.provider`]],
    [
      "a reference to nothing",
      setFirst({ name: "${aws_s3_bucket.absent.bucket}" }),
      [`${first}.name`, "${aws_s3_bucket.absent.bucket}"],
    ],
    [
      "an attribute unknown before apply",
      setFirst({ name: "${aws_s3_bucket.mail.hosted_zone_id}" }),
      ["${aws_s3_bucket.mail.hosted_zone_id}"],
    ],
    ["a reference to itself", setFirst({ name: "${aws_ses_receipt_rule.first.name}" }), [`${first}.name`, "lead back"]],
    ["a function", setFirst({ name: '${join("-", ["a"])}' }), [`${first}.name`, '${join("-", ["a"])}']],
    ["a function of an object", setFirst({ name: "${jsonencode({})}" }), [`${first}.name`, "${jsonencode("]],
    [
      "two actions at one position",
      setFirst({ stop_action: [{ scope: "RuleSet", position: 1 }] }),
      [first, "position 1"],
    ],
    [
      "two rules at the front",
      (one) => delete at(one, "aws_ses_receipt_rule", "second").after,
      ["alice", "bob", "random"],
    ],
    [
      "`after` a rule that is not there",
      (one) => (at(one, "aws_ses_receipt_rule", "second").after = "carol"),
      ["bob (after carol)"],
    ],
    ["a circle of `after`", setFirst({ after: "bob" }), ["alice (after bob)", "bob (after alice)"]],
    ["no region", (one) => (one.provider = { aws: [] }), ["provider.aws.region"]],
    [
      "only a provider with an alias",
      (one) => (one.provider = { aws: { alias: "x", region: "eu-west-1" } }),
      ["provider.aws.region"],
    ],
    [
      "a policy that is none",
      (one) => (at(one, "aws_s3_bucket_policy", "mail").policy = '{"Statement":{"Effect":"Maybe"}}'),
      ["aws_s3_bucket_policy.mail.policy", "Effect"],
    ],
    [
      "two active sets",
      (one) => (one.resource.aws_ses_active_receipt_rule_set!.again = { rule_set_name: "main" }),
      ["aws_ses_active_receipt_rule_set.again"],
    ],
    [
      "a filter of another kind",
      (one) => (at(one, "aws_ses_receipt_filter", "home").policy = "Deny"),
      ["aws_ses_receipt_filter.home.policy"],
    ],
  ])("%s", async (_what, change, mentions) => {
    const failure = await read(change).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RulesError);
    for (const mention of [path, ...mentions]) expect(String(failure)).toContain(mention);
  });

  test.each([
    ["no file", undefined, "ENOENT"],
    ["no JSON", "resource {}", "JSON"],
    ["JSON of another kind", '{"resource":[]}', "resource"],
  ])("%s", async (_what, content, mention) => {
    rmSync(path, { force: true });
    if (content !== undefined) writeFileSync(path, content);
    const failure = await new SynthesizedRules(path).read().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RulesError);
    expect(String(failure)).toContain(mention);
  });
});

test("the stacks of this project are read, and let SES write by their rules", async () => {
  const all = settings();
  writeFileSync(path, Testing.synth(new StandbyStack(Testing.app(), { settings: all, region: all.regions[0] })));
  const rules = await new SynthesizedRules(path).read();
  expect(rules.activeRuleSet?.rules.map(({ name }) => name)).toEqual(["alice_example.org", "bob_example.org"]);
  for (const { name, actions } of rules.activeRuleSet!.rules) {
    const [action] = actions;
    if (action?.type !== "S3") throw new Error(`${name} does not store`);
    const { account, region } = rules;
    const target = { account, region, ruleSet: rules.activeRuleSet!.name, rule: name, bucket: action.bucketName };
    for (const object of ["id", "AMAZON_SES_SETUP_NOTIFICATION"]) {
      const write = { ...target, key: `${action.objectKeyPrefix}/${object}` };
      expect(whyDenied(rules.buckets.get(action.bucketName), write)).toBeUndefined();
    }
  }
});

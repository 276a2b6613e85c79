import { statements } from "./policy";
import { mailbox, settings } from "./settings";
import { synthFirst, synthHcl } from "./synth";

const account = "${data.aws_caller_identity.account.account_id}";
const stack = synthFirst(settings());
const [allow, deny, ...more] = statements(stack, "aws_s3_bucket_policy");

test("has two statements", () => {
  expect(more).toEqual([]);
});

test("lets only this account's rule set put objects under the mailboxes' prefixes", () => {
  expect(allow).toEqual({
    Sid: "AllowSESPuts",
    Effect: "Allow",
    Principal: { Service: "ses.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: ["arn:aws:s3:::example.org-mail-stocker/alice/*", "arn:aws:s3:::example.org-mail-stocker/bob/*"],
    Condition: {
      StringEquals: { "aws:SourceAccount": account },
      ArnLike: { "aws:SourceArn": `arn:aws:ses:eu-west-1:${account}:receipt-rule-set/main-ruleset:receipt-rule/*` },
    },
  });
});

test("refuses all requests without TLS", () => {
  expect(deny).toEqual({
    Sid: "DenyWithoutTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: ["arn:aws:s3:::example.org-mail-stocker", "arn:aws:s3:::example.org-mail-stocker/*"],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
});

test("follows the names of the rule set and of the region", () => {
  const [other] = statements(
    synthFirst(settings({ ruleSet: "home", regions: [{ name: "us-east-1", bucket: "mail" }] })),
    "aws_s3_bucket_policy",
  );
  expect(other?.Condition?.ArnLike?.["aws:SourceArn"]).toBe(
    `arn:aws:ses:us-east-1:${account}:receipt-rule-set/home:receipt-rule/*`,
  );
});

test("refers to no rule, because the rules depend on it", () => {
  expect(JSON.stringify(stack.resource("aws_s3_bucket_policy"))).not.toContain("aws_ses_");
});

test("follows the public access block and the ownership, to avoid a race", () => {
  expect(stack.resource("aws_s3_bucket_policy").depends_on).toEqual([
    ...Object.keys(stack.resources("aws_s3_bucket_public_access_block")),
    ...Object.keys(stack.resources("aws_s3_bucket_ownership_controls")),
  ]);
});

describe("with 200 mailboxes", () => {
  const many = (prefixLength: number) =>
    Array.from({ length: 200 }, (_, i) => mailbox(`user${i}`, { prefix: `${i}`.padStart(prefixLength, "p") }));
  const policyOf = (prefixLength: number) => {
    const [first, ...others] = many(prefixLength);
    return synthFirst(settings({ mailboxes: [first!, ...others] }));
  };

  test("names every prefix", () => {
    expect(statements(policyOf(20), "aws_s3_bucket_policy")[0]?.Resource).toHaveLength(200);
  });

  test("names the bucket instead if the policy would be too long for AWS", () => {
    const long = policyOf(64);
    expect(statements(long, "aws_s3_bucket_policy")[0]?.Resource).toEqual(["arn:aws:s3:::example.org-mail-stocker/*"]);
    expect((long.resource("aws_s3_bucket_policy").policy as string).length).toBeLessThan(20 * 1024);
  });
});

test("is the same policy in HCL, with escaped quotes", () => {
  const [, quoted] = /^policy = (".*Principal.*")$/m.exec(synthHcl(settings())) ?? [];
  expect(JSON.parse(quoted!)).toBe(stack.resource("aws_s3_bucket_policy").policy);
});

import { summarizePlans } from "../../../../review/plan-summary/plan-summary";
import { matchesPattern } from "../../../../inbound/iam-pattern";

// Each test takes a few seconds; quadratic work would exceed the time limit.
const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

interface Planned {
  readonly type: string;
  readonly name: string;
  readonly before?: object;
  readonly after: object;
}

function summarize(planned: readonly Planned[]) {
  const resource_changes = planned.map(({ type, name, before = null, after }) => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    change: { actions: [before === null ? "create" : "update"], before, after, after_unknown: {} },
  }));
  const configuration = {
    provider_config: { aws: { expressions: { region: { constant_value: "eu-west-1" } } } },
  };
  return summarizePlans([
    { stack: "mail", json: JSON.stringify({ format_version: "1.2", configuration, resource_changes }) },
  ]);
}

test("a plan of 15,000 resources of one type is summarized", async () => {
  const record = (i: number, ttl: number) => ({ name: `a${i}.example.org`, type: "TXT", ttl, records: ["text"] });
  const { comparisons } = await summarize(
    many(15_000, (i) => ({
      type: "aws_route53_record",
      name: `x${i}`,
      before: record(i, 300),
      after: record(i, 3600),
    })),
  );
  expect(comparisons[0]?.changes).toHaveLength(15_000);
});

test("two policies with 10,000 different statements each are compared", async () => {
  const policy = (folder: string) =>
    JSON.stringify({
      Statement: many(10_000, (i) => ({
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::mail/${folder}/${i}/*`,
      })),
    });
  const { dangers } = await summarize([
    {
      type: "aws_iam_policy",
      name: "p",
      before: { name: "p", policy: policy("a") },
      after: { name: "p", policy: policy("b") },
    },
  ]);
  expect(dangers.map(({ what }) => what)).toEqual([
    "now allowed: s3:getobject on arn:aws:s3:::mail/b/0/*, arn:aws:s3:::mail/b/1/*, arn:aws:s3:::mail/b/10/* and 9997 more",
  ]);
});

test("rules with 10,000 recipients each are evaluated for each recipient", async () => {
  const recipients = (user: string) => many(10_000, (i) => `${user}${i}@example.org`);
  const rule = (user: string) => ({
    type: "aws_ses_receipt_rule",
    name: user,
    after: {
      name: user,
      rule_set_name: "set",
      enabled: true,
      recipients: recipients(user),
      s3_action: [{ bucket_name: "mail", object_key_prefix: user, position: 1 }],
    },
  });
  const { gained } = await summarize([
    { type: "aws_ses_domain_identity", name: "d", after: { domain: "example.org" } },
    { type: "aws_ses_receipt_rule_set", name: "s", after: { rule_set_name: "set" } },
    { type: "aws_ses_active_receipt_rule_set", name: "a", after: { rule_set_name: "set" } },
    rule("alice"),
    rule("bob"),
  ]);
  expect(gained).toHaveLength(20_000);
});

test.each(["[", '{"a":'])("a value with %s repeated 100,000 times is refused and not printed", async (open) => {
  const close = open === "[" ? "]" : "}";
  const value = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
  const json = `{"format_version": "1.2", "resource_changes": [{"address": "a.b", "change": {"after": ${value}}}]}`;
  await expect(summarizePlans([{ stack: "mail", json }])).rejects.toThrow(
    /^mail: expected values nested at most 200 deep, found deeper values; no such plan is reviewed$/,
  );
});

test("a deeply nested policy document is compared as text", async () => {
  const policy = `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`;
  const { comparisons } = await summarize([{ type: "aws_iam_policy", name: "p", after: { name: "p", policy } }]);
  expect(comparisons[0]?.changes[0]?.after?.policy).toBe(policy);
});

test.each([
  ["*", "", true],
  ["s3:*", "s3:getobject", true],
  ["s3:get*t", "s3:getobject", true],
  ["s3:get*x", "s3:getobject", false],
  ["a?c", "abc", true],
  ["a?c", "a*c", false],
  ["a*c", "a*c", true],
  ["a*", "a*b*", true],
  ["a*b", "a*", false],
  ["", "", true],
  ["", "a", false],
])("pattern %s covers %s: %s", (pattern, value, expected) => {
  expect(matchesPattern(pattern, value)).toBe(expected);
});

test("a pattern with 2,000 stars takes no exponential time", () => {
  expect(matchesPattern("*a".repeat(2000), "a".repeat(20_000) + "b")).toBe(false);
});

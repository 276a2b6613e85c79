import { statements } from "./policy";
import { mailbox, settings } from "./settings";
import { synth, synthFirst, type Synthesized } from "./synth";

const regions = [
  { name: "eu-west-1", bucket: "mail-a" },
  { name: "us-east-1", bucket: "mail-b" },
] as const;

describe("the importer's access", () => {
  const [first, second] = synth(settings({ regions })) as [Synthesized, Synthesized];

  test("is also to the objects under former prefixes", () => {
    const [{ prefix, ...mailbox }] = settings().mailboxes;
    const renamed = settings({ mailboxes: [{ ...mailbox, prefix, formerPrefixes: ["robert"] }] });
    const [stack] = synth(renamed) as [Synthesized];
    const [, objects] = statements(stack, "aws_iam_policy") as [unknown, { Resource: string[] }];
    expect(objects.Resource.map((arn) => arn.split(":::")[1]!.split("/")[1])).toEqual([prefix, "robert"]);
  });

  test("is to list all regions' buckets, and get and delete their mail; nothing else", () => {
    expect(statements(first, "aws_iam_policy")).toEqual([
      { Effect: "Allow", Action: "s3:ListBucket", Resource: ["arn:aws:s3:::mail-a", "arn:aws:s3:::mail-b"] },
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:DeleteObject"],
        Resource: [
          "arn:aws:s3:::mail-a/alice/*",
          "arn:aws:s3:::mail-a/bob/*",
          "arn:aws:s3:::mail-b/alice/*",
          "arn:aws:s3:::mail-b/bob/*",
        ],
      },
    ]);
  });

  test("is one user's, who has no other policy", () => {
    const [user] = Object.keys(first.resources("aws_iam_user"));
    const [policy] = Object.keys(first.resources("aws_iam_policy"));
    expect(first.resource("aws_iam_user_policy_attachment")).toEqual({
      user: `\${${user}.name}`,
      policy_arn: `\${${policy}.arn}`,
    });
    expect(first.json).not.toMatch(/aws_iam_user_policy"|aws_iam_user_group_membership/);
  });

  test("has the permissions boundary of the bootstrap stack where the settings say so", () => {
    expect(first.resource("aws_iam_user")).not.toHaveProperty("permissions_boundary");
    const bounded = synthFirst(settings({ importer: { ...settings().importer, permissionsBoundary: true } }));
    expect(bounded.resource("aws_iam_user").permissions_boundary).toMatch(
      /^arn:aws:iam::\$\{data\.aws_caller_identity\.\w+\.account_id\}:policy\/standby-mx-importer-boundary$/,
    );
  });

  test("exists once, in the first region", () => {
    expect(second.json).not.toContain("aws_iam_");
  });

  test("comes without an access key, which the state would hold in clear", () => {
    expect(first.json).not.toMatch(/aws_iam_access_key|aws_iam_user_login_profile/);
    expect(first.outputs.importer_user?.value).toMatch(/^\$\{aws_iam_user\..*\.name\}$/);
  });

  test("is named after the first bucket, within IAM's 64 characters", () => {
    expect(first.resource("aws_iam_user").name).toBe("importer-mail-a");
    const long = synthFirst(settings({ regions: [{ name: "eu-west-1", bucket: "b".repeat(63) }] }));
    expect(long.resource("aws_iam_user").name).toHaveLength(64);
  });
});

test("names the bucket instead of 200 prefixes, too long for IAM", () => {
  const [one, ...others] = Array.from({ length: 200 }, (_, i) => mailbox(`user${i}`));
  const stack = synthFirst(settings({ mailboxes: [one!, ...others] }));
  expect(statements(stack, "aws_iam_policy")[1]?.Resource).toEqual(["arn:aws:s3:::example.org-mail-stocker/*"]);
});

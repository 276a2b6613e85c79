import type { Mailbox } from "../../../settings/model";
import { type Statement, statements } from "./policy";
import { mailbox, settings } from "./settings";
import { synth, synthFirst, type Synthesized } from "./synth";

const regions = [
  { name: "eu-west-1", bucket: "mail-a" },
  { name: "us-east-1", bucket: "mail-b" },
] as const;

describe("the importer's access", () => {
  const [first, second] = synth(settings({ regions })) as [Synthesized, Synthesized];

  test("includes objects under former prefixes", () => {
    const [{ prefix, ...mailbox }] = settings().mailboxes;
    const renamed = settings({ mailboxes: [{ ...mailbox, prefix, formerPrefixes: ["robert"] }] });
    const [stack] = synth(renamed) as [Synthesized];
    const [, objects] = statements(stack, "aws_iam_policy") as [unknown, { Resource: string[] }];
    expect(objects.Resource.map((arn) => arn.split(":::")[1]!.split("/")[1])).toEqual([prefix, "robert"]);
  });

  test("is limited to list all regions' buckets, and get and delete their mail", () => {
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

  test("belongs to one user, who has no other policy", () => {
    const [user] = Object.keys(first.resources("aws_iam_user"));
    const [policy] = Object.keys(first.resources("aws_iam_policy"));
    expect(first.resource("aws_iam_user_policy_attachment")).toEqual({
      user: `\${${user}.name}`,
      policy_arn: `\${${policy}.arn}`,
    });
    expect(first.json).not.toMatch(/aws_iam_user_policy"|aws_iam_user_group_membership/);
  });

  test("can have the permissions boundary of the bootstrap stack", () => {
    expect(first.resource("aws_iam_user")).not.toHaveProperty("permissions_boundary");
    const bounded = synthFirst(settings({ importer: { ...settings().importer, permissionsBoundary: true } }));
    expect(bounded.resource("aws_iam_user").permissions_boundary).toMatch(
      /^arn:aws:iam::\$\{data\.aws_caller_identity\.\w+\.account_id\}:policy\/standby-mx-importer-boundary$/,
    );
  });

  test("exists once, in the first region", () => {
    expect(second.json).not.toContain("aws_iam_");
  });

  test("has no access key, which the state would contain in clear text", () => {
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

describe("the access of several hosts, each with its own key", () => {
  const on = (user: string, host: string) => mailbox(user, { host: `${host}.example.org` });
  const importer = { ...settings().importer, keyPerHost: true };
  const ofHosts = (...mailboxes: readonly Mailbox[]) =>
    synthFirst(settings({ mailboxes: [mailboxes[0]!, ...mailboxes.slice(1)], importer }));
  const policiesOf = (stack: Synthesized) =>
    Object.values(stack.resources("aws_iam_policy")) as { readonly name: string; readonly policy: string }[];
  const statementsOf = ({ policy }: { readonly policy: string }) =>
    (JSON.parse(policy) as { Statement: Statement[] }).Statement;

  test("is limited to list, get and delete the mail of the host's mailboxes", () => {
    const stack = ofHosts(on("alice", "one"), { ...on("bob", "two"), formerPrefixes: ["robert"] }, on("carol", "one"));
    const policies = policiesOf(stack);
    const bucket = "arn:aws:s3:::example.org-mail-stocker";
    const access = (...prefixes: readonly string[]) => [
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: [bucket],
        Condition: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}/*`) } },
      },
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:DeleteObject"],
        Resource: prefixes.map((prefix) => `${bucket}/${prefix}/*`),
      },
    ];
    expect(policies.map(({ name }) => name)).toEqual(
      ["one", "two"].map((host) => `importer-example.org-mail-stocker-${host}.example.org`),
    );
    expect(policies.map(statementsOf)).toEqual([access("alice", "carol"), access("bob", "robert")]);
    expect(Object.keys(stack.outputs)).toEqual(
      expect.arrayContaining(["importer_user_one_example_org", "importer_user_two_example_org", "bucket_owner"]),
    );
    expect(stack.outputs).not.toHaveProperty("importer_user");
  });

  test("is split into several policies if one would be too long, never for the bucket", () => {
    const users = Array.from({ length: 150 }, (_, i) => `user${i}`);
    const stack = ofHosts(on("bob", "two"), ...users.map((user) => on(user, "one")));
    const policies = policiesOf(stack).filter(({ name }) => name.includes("-one."));
    // IAM attaches ten policies to a user: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    expect(policies.length).toBeLessThanOrEqual(10);
    for (const { policy } of policies) expect(policy.length).toBeLessThanOrEqual(6144);
    const objects = policies.flatMap((policy) => statementsOf(policy)[1]!.Resource);
    const wanted = users.map((user) => `arn:aws:s3:::example.org-mail-stocker/${user}/*`);
    expect([...objects].sort()).toEqual(wanted.sort());
    const [first] = Object.entries(stack.resources("aws_iam_user")).find(([, { name }]) =>
      String(name).includes("-one."),
    )!;
    const attached = Object.values(stack.resources("aws_iam_user_policy_attachment"));
    expect(attached.filter(({ user }) => user === `\${${first}.name}`)).toHaveLength(policies.length);
  });

  test("has a name for each host within IAM's 64 characters", () => {
    const far = (host: string) => `${"very-".repeat(12)}long.${host}.example.org`;
    const stack = ofHosts(mailbox("alice", { host: far("one") }), mailbox("bob", { host: far("two") }));
    const names = Object.values(stack.resources("aws_iam_user")).map(({ name }) => String(name));
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^importer-example\.org-mail-stocker-very.{17}-[0-9a-f]{8}$/);
  });
});

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BootstrapStack } from "../../../stacks/bootstrap/bootstrap-stack";
import type { Settings } from "../../../settings/model";
import { mailbox, settings } from "./settings";
import { Synthesized } from "./synth";

interface Policy {
  readonly Statement: {
    Sid?: string;
    Effect: string;
    Action: string[] | string;
    Resource?: string[];
    Condition?: unknown;
  }[];
}

const IAM = "arn:aws:iam::${data.aws_caller_identity.account.account_id}";
const made = synthesize(settings());
const withQueue = synthesize(settings({ envelopeQueue: "mail-envelopes" }));

function synthesize(chosen: Settings): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), "standby-mx-bootstrap-"));
  try {
    const app = new App({ outdir });
    const state = { kind: "s3", bucket: "our-state", key: undefined, region: "eu-west-1" } as const;
    new BootstrapStack(app, { settings: chosen, state, repository: "owner/name" });
    app.synth();
    return new Synthesized(readFileSync(join(outdir, "stacks/standby-mx-bootstrap/cdk.tf.json"), "utf8"));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function policyOf(type: string, role: string, attribute: string, stack = made): Policy {
  const [, block] = Object.entries(stack.resources(type)).find(([address]) => address.includes(role)) ?? [];
  return JSON.parse(block?.[attribute] as string) as Policy;
}

const actionsOf = (role: string, stack = made) =>
  policyOf("aws_iam_role_policy", role, "policy", stack).Statement.flatMap(({ Action }) => Action);

test.each([
  ["plan-role", ["repo:owner/name:pull_request", "repo:owner/name:ref:refs/heads/main"]],
  ["apply-role", ["repo:owner/name:environment:production"]],
])("%s is for runs of this repository only", (role, subjects) => {
  const { Statement } = policyOf("aws_iam_role", role, "assume_role_policy");
  expect(Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Federated: expect.stringMatching(/^\$\{aws_iam_openid_connect_provider\..*\.arn\}$/) as string },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": subjects,
        },
      },
    },
  ]);
});

test("the plan role only reads", () => {
  const actions = actionsOf("plan-role", withQueue);
  expect(actions).toContain("ses:Describe*");
  expect(actions.filter((action) => !/^\w+:(Get|List|Describe)/.test(action))).toEqual([]);
});

test("the roles may see and change the queue and its topic, and never read messages", () => {
  expect(made.json).not.toMatch(/s[nq]s:/);
  const queue = "arn:aws:sqs:eu-west-1:${data.aws_caller_identity.account.account_id}:mail-envelopes";
  for (const role of ["plan-role", "apply-role"]) {
    const { Statement } = policyOf("aws_iam_role_policy", role, "policy", withQueue);
    const ofQueues = Statement.filter(({ Action }) => [Action].flat().some((action) => action.startsWith("sqs:")));
    expect(ofQueues.flatMap(({ Resource }) => Resource)).toEqual(ofQueues.map(() => queue));
    expect(ofQueues.length).toBeGreaterThan(0);
    expect(actionsOf(role, withQueue).join()).not.toMatch(/sqs:(\*|\w*Message)|sns:(\*|Publish)/);
  }
});

test("the roles may change the queue of each of several hosts", () => {
  const mailboxes = [mailbox("alice", { host: "one" }), mailbox("bob", { host: "two" })] as const;
  const { Statement } = policyOf(
    "aws_iam_role_policy",
    "apply-role",
    "policy",
    synthesize(settings({ envelopeQueue: "mail", mailboxes })),
  );
  const queues = Statement.find(({ Sid }) => Sid === "ChangeQueues")?.Resource;
  expect(queues?.map((arn) => arn.split(":").at(-1))).toEqual(["mail-one", "mail-two"]);
});

test.each(["plan-role", "apply-role"])("%s can neither read mail nor become the importer", (role) => {
  expect(actionsOf(role)).not.toContain("iam:CreateAccessKey");
  const { Statement } = policyOf("aws_iam_role_policy", role, "policy");
  const onObjects = Statement.filter(({ Effect }) => Effect !== "Deny").filter(({ Action }) =>
    [Action].flat().some((action) => /^s3:(\*|GetObject|PutObject|DeleteObject)/.test(action)),
  );
  expect(onObjects.flatMap(({ Resource }) => Resource)).toContain("arn:aws:s3:::our-state/*");
  expect(JSON.stringify(onObjects)).not.toContain("mail-stocker");
});

test("the apply role is denied messages, and attaches only the importer's policies", () => {
  const { Statement } = policyOf("aws_iam_role_policy", "apply-role", "policy");
  expect(Statement.filter(({ Effect }) => Effect === "Deny")).toEqual([
    {
      Sid: "NeverTouchMail",
      Effect: "Deny",
      Action: ["s3:*Object*"],
      Resource: ["arn:aws:s3:::example.org-mail-stocker/*"],
    },
  ]);
  const attaching = Statement.filter(({ Action }) => /(At|De)tachUserPolicy/.test([Action].join()));
  const isImporterPolicy = { ArnLike: { "iam:PolicyARN": [`${IAM}:policy/importer-*`] } };
  expect(attaching.map(({ Condition }) => Condition)).toEqual([isImporterPolicy, isImporterPolicy]);
});

describe("with a permissions boundary", () => {
  const importer = { ...settings().importer, permissionsBoundary: true };
  const bounded = synthesize(settings({ importer, envelopeQueue: "mail-envelopes" }));
  const boundary = `${IAM}:policy/standby-mx-importer-boundary`;
  const changing = () =>
    policyOf("aws_iam_role_policy", "apply-role", "policy", bounded).Statement.filter(
      ({ Action }) => !/^(\w+:(Get|List|Describe)\w*,?)+$/.test([Action].join()),
    );

  test("the apply role creates, bounds and extends the importer's user only within it", () => {
    const widening = changing().filter(({ Action }) => /:(CreateUser|AttachUserPolicy|PutUser)/.test([Action].join()));
    expect(widening.map(({ Action }) => Action)).toEqual([
      ["iam:CreateUser", "iam:PutUserPermissionsBoundary"],
      ["iam:AttachUserPolicy"],
    ]);
    for (const { Condition } of widening) {
      expect(Condition).toMatchObject({ StringEquals: { "iam:PermissionsBoundary": boundary } });
    }
    expect(actionsOf("apply-role", bounded)).not.toContain("iam:DeleteUserPermissionsBoundary");
  });

  test("the apply role can change no policy that is the boundary", () => {
    const onPolicies = changing().flatMap(({ Resource = [] }) =>
      [Resource].flat().filter((arn) => /:policy\//.test(arn)),
    );
    expect(new Set(onPolicies)).toEqual(new Set([`${IAM}:policy/importer-*`]));
    expect(
      changing().filter(({ Action, Resource }) => /iam:/.test([Action].join()) && [Resource].flat().includes("*")),
    ).toEqual([]);
  });

  test("the boundary is the mail buckets and the queue", () => {
    expect(bounded.resource("aws_iam_policy").name).toBe("standby-mx-importer-boundary");
    const { Statement } = policyOf("aws_iam_policy", "importer-boundary", "policy", bounded);
    expect(Statement.map(({ Effect, Action, Resource }) => [Effect, Action, Resource])).toEqual([
      ["Allow", ["s3:ListBucket"], ["arn:aws:s3:::example.org-mail-stocker"]],
      ["Allow", ["s3:GetObject", "s3:DeleteObject"], ["arn:aws:s3:::example.org-mail-stocker/*"]],
      [
        "Allow",
        ["sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
        ["arn:aws:sqs:eu-west-1:${data.aws_caller_identity.account.account_id}:mail-envelopes"],
      ],
    ]);
  });

  test("without the setting there is neither a boundary nor a condition", () => {
    expect(made.json).not.toMatch(/boundary/i);
  });
});

test("the state bucket is private, versioned, encrypted, TLS-only and not destroyed", () => {
  expect(made.resource("aws_s3_bucket")).toMatchObject({ bucket: "our-state", lifecycle: { prevent_destroy: true } });
  expect(made.resource("aws_s3_bucket_versioning")).toMatchObject({ versioning_configuration: { status: "Enabled" } });
  expect(made.resource("aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(made.json).toContain('"sse_algorithm": "AES256"');
  expect(made.json).toContain("aws:SecureTransport");
});

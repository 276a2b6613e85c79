import type { JsonObject } from "../../../../../review/model/json";
import type { ReviewCase } from "./row";
import { add, block, type SynthesizedFile } from "./sides";

const bucket = "arn:aws:s3:::example.org-mail-stocker";
const importer = "importer-example.org-mail-stocker";

/** Permissions of principals other than the importer, or permissions written elsewhere than the principal. */
export const permissions: ReviewCase[] = [
  {
    name: "another user who may get and delete the whole bucket",
    edit: (file) => add(file, "aws_iam_user_policy", "eve", { user: "eve", policy: fetching(`${bucket}/*`) }),
    dangers: [
      `iam-wider: now allowed: s3:deleteobject on ${bucket}/*`,
      `iam-wider: now allowed: s3:getobject on ${bucket}/*`,
    ],
    counts: ["1 added"],
  },
  {
    name: "the same permissions given to another user",
    base: {
      edit: (file) => add(file, "aws_iam_user_policy", "own", { user: importer, policy: fetching(`${bucket}/*`) }),
    },
    edit: (file) => add(file, "aws_iam_user_policy", "own", { user: "eve", policy: fetching(`${bucket}/*`) }),
    dangers: [
      `iam-wider: now allowed: s3:deleteobject on ${bucket}/*`,
      `iam-wider: now allowed: s3:getobject on ${bucket}/*`,
    ],
    counts: ["1 deleted and created anew"],
  },
  {
    name: "another policy that allows what the importer may",
    edit: (file) => add(file, "aws_iam_policy", "reader", { name: "reader", policy: fetching(`${bucket}/alice/*`) }),
    dangers: [
      `iam-wider: now allowed: s3:deleteobject on ${bucket}/alice/*`,
      `iam-wider: now allowed: s3:getobject on ${bucket}/alice/*`,
    ],
    counts: ["1 added"],
  },
  {
    name: "the importer's user allowed once more what it may",
    edit: (file) => add(file, "aws_iam_user_policy", "again", { user: importer, policy: fetching(`${bucket}/*`) }),
    counts: ["1 added"],
  },
  {
    name: "the importer's policy attached to another user",
    edit: (file) => attach(file, "user", { user: "eve", policy_arn: policyReference(file) }),
    dangers: ["iam-wider: now attached to eve: ${aws_iam_policy.importer-access_policy_2B58F947.arn}"],
    counts: ["1 added"],
  },
  {
    name: "the importer's policy attached to a role, and to others at once",
    edit: (file) => {
      attach(file, "role", { role: "auditor", policy_arn: policyReference(file) });
      const policy_arn = policyReference(file);
      add(file, "aws_iam_policy_attachment", "all", {
        name: "all",
        users: ["eve", importer],
        groups: ["ops"],
        policy_arn,
      });
    },
    dangers: ["eve", "ops", "auditor"].map(
      (who) => `iam-wider: now attached to ${who}: \${aws_iam_policy.importer-access_policy_2B58F947.arn}`,
    ),
    counts: ["2 added"],
  },
  {
    name: "another policy of the stack attached to the importer",
    base: { edit: (file) => add(file, "aws_iam_policy", "admin", { name: "admin", policy: anything() }) },
    edit: (file) => {
      add(file, "aws_iam_policy", "admin", { name: "admin", policy: anything() });
      attach(file, "user", { user: importer, policy_arn: "${aws_iam_policy.admin.arn}" });
    },
    dangers: [`iam-wider: now attached to ${importer}: \${aws_iam_policy.admin.arn}`],
    counts: ["1 added"],
  },
  {
    name: "the importer in a group",
    edit: (file) => add(file, "aws_iam_user_group_membership", "groups", { user: importer, groups: ["admins"] }),
    dangers: [`iam-wider: ${importer} is now in group admins`],
    counts: ["1 added"],
  },
  {
    name: "one more member of a group",
    base: { edit: (file) => members(file, "alice") },
    edit: (file) => members(file, "alice", "eve"),
    dangers: ["iam-wider: eve is now in group admins"],
    counts: ["1 changed"],
  },
  {
    name: "one member of a group less",
    base: { edit: (file) => members(file, "alice", "eve") },
    edit: (file) => members(file, "alice"),
    counts: ["1 changed"],
  },
  {
    name: "the importer's user gets the permissions boundary of the bootstrap stack",
    settings: (file) => (file.importer = { permissionsBoundary: true }),
    counts: ["1 changed"],
  },
  {
    name: "the permissions boundary of the bootstrap stack lifted",
    base: { settings: (file) => (file.importer = { permissionsBoundary: true }) },
    dangers: [
      "iam-wider: no longer bounded by arn:aws:iam::${data.aws_caller_identity.account.account_id}:policy/standby-mx-importer-boundary",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a permissions boundary lifted",
    base: { edit: (file) => (block(file, "aws_iam_user").permissions_boundary = "arn:aws:iam::aws:policy/Bound") },
    edit: (file) => delete block(file, "aws_iam_user").permissions_boundary,
    dangers: ["iam-wider: no longer bounded by arn:aws:iam::aws:policy/Bound"],
    counts: ["1 changed"],
  },
  {
    name: "the importer's policy written elsewhere",
    edit: (file) => (block(file, "aws_iam_policy").policy = "${data.aws_iam_policy_document.w.json}"),
    dangers: [
      "unjudged: policy cannot be judged: no literal document",
      "importer-locked-out: no longer allowed: s3:listbucket on arn:aws:s3:::example.org-mail-stocker; s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/*",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a new role whose permissions are written elsewhere",
    edit: (file) =>
      add(file, "aws_iam_role_policy", "reader", { role: "reader", policy: "${data.aws_iam_policy_document.w.json}" }),
    dangers: ["unjudged: policy cannot be judged: no literal document"],
    counts: ["1 added"],
  },
  {
    name: "permissions that are written elsewhere, changed there",
    base: { edit: (file) => writtenElsewhere(file, "s3:ListBucket") },
    edit: (file) => writtenElsewhere(file, "s3:*"),
    dangers: ["unjudged: what it says cannot be judged: no literal document"],
    counts: ["1 changed"],
  },
];

function statement(values: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...values }] });
}

function fetching(Resource: string): string {
  return statement({ Action: ["s3:GetObject", "s3:DeleteObject"], Resource });
}

function anything(): string {
  return statement({ Action: "*", Resource: "*" });
}

function policyReference(file: SynthesizedFile): string {
  return `\${aws_iam_policy.${Object.keys(file.resource.aws_iam_policy ?? {}).find((name) => name !== "admin")}.arn}`;
}

function attach(file: SynthesizedFile, kind: "user" | "role", values: JsonObject): void {
  add(file, `aws_iam_${kind}_policy_attachment`, "another", values);
}

function members(file: SynthesizedFile, ...users: string[]): void {
  add(file, "aws_iam_group_membership", "admins", { name: "admins", group: "admins", users });
}

function writtenElsewhere(file: SynthesizedFile, action: string): void {
  file.data.aws_iam_policy_document = { w: { statement: [{ actions: [action], resources: ["*"] }] } };
  const policy = "${data.aws_iam_policy_document.w.json}";
  add(file, "aws_iam_role_policy", "reader", { role: "reader", policy });
}

import type { ReviewCase } from "./row";
import { add, block, policy, type SynthesizedFile } from "./sides";

/** Changes of permissions, and of Terraform's state. */
export const access: ReviewCase[] = [
  {
    name: "the importer may do everything in S3",
    edit: (file) =>
      policy(importer(file), (statements) => statements.push({ Effect: "Allow", Action: "s3:*", Resource: "*" })),
    dangers: ["iam-wider: now allowed: s3:* on *"],
    counts: ["1 changed"],
  },
  {
    name: "the importer may get the whole bucket",
    edit: (file) =>
      policy(importer(file), ([, objects]) => (objects!.Resource = "arn:aws:s3:::example.org-mail-stocker/*")),
    dangers: [
      "iam-wider: now allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/*",
      "iam-wider: now allowed: s3:getobject on arn:aws:s3:::example.org-mail-stocker/*",
    ],
    counts: ["1 changed"],
  },
  {
    name: "the importer may no longer delete",
    edit: (file) => policy(importer(file), ([, objects]) => (objects!.Action = "s3:GetObject")),
    dangers: [
      "importer-locked-out: no longer allowed: s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/*",
    ],
    counts: ["1 changed"],
  },
  {
    name: "the importer may no longer do anything",
    edit: (file) => {
      policy(importer(file), (statements) => statements.push({ Effect: "Deny", Action: "s3:*", Resource: "*" }));
      block(file, "aws_iam_user").permissions_boundary = "arn:aws:iam::aws:policy/AWSDenyAll";
    },
    dangers: [
      "importer-locked-out: now denied: s3:* on *",
      "importer-locked-out: user importer-example.org-mail-stocker may do only what arn:aws:iam::aws:policy/AWSDenyAll allows",
    ],
    counts: ["2 changed"],
  },
  {
    name: "an administrator's policy attached",
    edit: (file) =>
      add(file, "aws_iam_user_policy_attachment", "admin", {
        user: "importer",
        policy_arn: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    dangers: ["iam-wider: now attached to importer: arn:aws:iam::aws:policy/AdministratorAccess"],
    counts: ["1 added"],
  },
  {
    name: "an access key in the state",
    edit: (file) => add(file, "aws_iam_access_key", "key", { user: "importer-example.org-mail-stocker" }),
    dangers: ["secret-in-state: a secret is written into the Terraform state"],
    counts: ["1 added"],
  },
  {
    name: "a role that everybody may take",
    edit: (file) =>
      add(file, "aws_iam_role", "open", {
        name: "open",
        assume_role_policy: JSON.stringify({
          Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
        }),
      }),
    dangers: [
      "public-access: open to everybody: sts:assumerole on *",
      "iam-wider: now allowed: everybody: sts:assumerole on *",
    ],
    counts: ["1 added"],
  },
  {
    name: "the state moved to S3",
    settings: (file) => (file.state = { s3: { bucket: "our-terraform-state", region: "eu-west-1" } }),
    dangers: ["state-moved: the Terraform state is kept elsewhere"],
    counts: ["1 changed"],
  },
];

function importer(file: SynthesizedFile): Record<string, unknown> {
  return block(file, "aws_iam_policy");
}

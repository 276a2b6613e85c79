import type { ReviewCase } from "./row";
import { add, block, policy, removeResources, type SynthesizedFile } from "./sides";

/** Changes of the mail bucket and of its protection. */
export const bucket: ReviewCase[] = [
  {
    name: "a bucket of another name",
    settings: (file) => (file.bucket = "other-mail-stocker"),
    dangers: [
      "bucket-lost: bucket example.org-mail-stocker is deleted and created anew",
      "bucket-policy-lost: the policy of bucket example.org-mail-stocker is deleted and created anew",
      "recipient-moved: mail to alice@example.org, postmaster@example.org goes from example.org-mail-stocker/alice to other-mail-stocker/alice",
      "recipient-moved: mail to bob@example.org, info@example.org goes from example.org-mail-stocker/bob to other-mail-stocker/bob",
      "recipient-moved: mail to carol@example.org goes from example.org-mail-stocker/carol to other-mail-stocker/carol",
      "importer-locked-out: the importer's access: importer-example.org-mail-stocker is deleted and created anew",
      "importer-locked-out: no longer allowed: s3:listbucket on arn:aws:s3:::example.org-mail-stocker; s3:deleteobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/*; s3:getobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/*",
      "versioning-loosened: the versioning of bucket example.org-mail-stocker is deleted and created anew",
      "encryption-loosened: the encryption of bucket example.org-mail-stocker is deleted and created anew",
    ],
    counts: ["9 deleted and created anew, 5 changed"],
  },
  {
    name: "the bucket no longer protected from being destroyed",
    settings: (file) => (file.preventDestroy = false),
    dangers: ["bucket-unprotected: bucket example.org-mail-stocker loses prevent_destroy"],
    counts: ["1 changed"],
  },
  {
    name: "the bucket destroyable with mail in it",
    edit: (file) => (block(file, "aws_s3_bucket").force_destroy = true),
    dangers: ["bucket-unprotected: bucket example.org-mail-stocker may be destroyed with mail in it (force_destroy)"],
    counts: ["1 changed"],
  },
  {
    name: "the bucket policy removed",
    edit: (file) => removeResources(file, "aws_s3_bucket_policy"),
    dangers: [
      "bucket-policy-lost: the policy of bucket example.org-mail-stocker is deleted",
      "bucket-policy-denies-ses: SES may not store for alice_example.org, bob_example.org, carol_example.org: bucket example.org-mail-stocker has no policy; expected one that allows ses.amazonaws.com s3:PutObject",
    ],
    counts: ["1 deleted"],
  },
  {
    name: "a bucket policy for another account",
    edit: (file) =>
      policy(
        block(file, "aws_s3_bucket_policy"),
        ([puts]) => (puts!.Condition = { StringEquals: { "aws:SourceAccount": "444455556666" } }),
      ),
    dangers: [
      "bucket-policy-denies-ses: SES may not store for alice_example.org, bob_example.org, carol_example.org: no statement of the policy of example.org-mail-stocker allows ses.amazonaws.com s3:PutObject on arn:aws:s3:::example.org-mail-stocker/alice/id for rule main-ruleset/alice_example.org of account 111122223333 in eu-west-1",
      "bucket-policy-loosened: the bucket policy now allows Service ses.amazonaws.com: s3:putobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/* if StringEquals aws:SourceAccount 444455556666",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a bucket policy for another account too",
    edit: (file) =>
      policy(block(file, "aws_s3_bucket_policy"), ([puts]) => {
        const account = "${data.aws_caller_identity.account.account_id}";
        puts!.Condition = { StringEquals: { "aws:SourceAccount": [account, "444455556666"] } };
      }),
    dangers: [
      "bucket-policy-loosened: the bucket policy now allows Service ses.amazonaws.com: s3:putobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/* if StringEquals aws:SourceAccount ${data.aws_caller_identity.account.account_id}, 444455556666",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a bucket policy for the account of another provider",
    edit: (file) => {
      file.data.aws_caller_identity = { ...file.data.aws_caller_identity, other: { provider: "aws.other" } };
      policy(block(file, "aws_s3_bucket_policy"), ([puts]) => {
        puts!.Resource = "arn:aws:s3:::example.org-mail-stocker/alice/*";
        puts!.Condition = { StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.other.account_id}" } };
      });
    },
    dangers: [
      "bucket-policy-denies-ses: SES may not store for bob_example.org, carol_example.org: no statement of the policy of example.org-mail-stocker allows ses.amazonaws.com s3:PutObject on arn:aws:s3:::example.org-mail-stocker/bob/id for rule main-ruleset/bob_example.org of account 111122223333 in eu-west-1",
      "bucket-policy-loosened: the bucket policy now allows Service ses.amazonaws.com: s3:putobject on arn:aws:s3:::example.org-mail-stocker/alice/* if StringEquals aws:SourceAccount ${data.aws_caller_identity.other.account_id}",
    ],
    counts: ["1 changed, 1 added"],
  },
  {
    name: "a second bucket policy, for another account",
    edit: (file) =>
      add(file, "aws_s3_bucket_policy", "second", {
        bucket: "second",
        policy: JSON.stringify({
          Statement: { Effect: "Allow", Principal: { AWS: "444455556666" }, Action: "s3:GetObject", Resource: "*" },
        }),
      }),
    dangers: ["bucket-policy-loosened: the bucket policy now allows 444455556666: s3:getobject on *"],
    counts: ["1 added"],
  },
  {
    name: "a bucket policy without its conditions",
    edit: (file) => policy(block(file, "aws_s3_bucket_policy"), ([puts]) => delete puts!.Condition),
    dangers: [
      "bucket-policy-loosened: the bucket policy now allows Service ses.amazonaws.com: s3:putobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/*",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a bucket policy that lets another account read",
    edit: (file) =>
      policy(block(file, "aws_s3_bucket_policy"), (statements) =>
        statements.push({
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::444455556666:root" },
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::example.org-mail-stocker/*",
        }),
      ),
    dangers: [
      "bucket-policy-loosened: the bucket policy now allows arn:aws:iam::444455556666:root: s3:getobject on arn:aws:s3:::example.org-mail-stocker/*",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a bucket policy that no longer denies access without TLS",
    edit: (file) => policy(block(file, "aws_s3_bucket_policy"), (statements) => statements.pop()),
    dangers: [
      "bucket-policy-loosened: the bucket policy no longer denies everybody: s3:* on arn:aws:s3:::example.org-mail-stocker, arn:aws:s3:::example.org-mail-stocker/* if Bool aws:SecureTransport false",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a bucket policy that lets nobody fetch",
    edit: (file) =>
      policy(block(file, "aws_s3_bucket_policy"), (statements) =>
        statements.push({ Effect: "Deny", Principal: "*", Action: "s3:Get*", Resource: "*" }),
      ),
    dangers: ["importer-locked-out: the bucket policy now denies everybody: s3:get* on *"],
    counts: ["1 changed"],
  },
  {
    name: "a bucket policy that lets everybody read",
    edit: (file) =>
      policy(block(file, "aws_s3_bucket_policy"), (statements) =>
        statements.push({
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::example.org-mail-stocker/*",
        }),
      ),
    dangers: [
      "public-access: open to everybody: s3:getobject on arn:aws:s3:::example.org-mail-stocker/*",
      "bucket-policy-loosened: the bucket policy now allows everybody: s3:getobject on arn:aws:s3:::example.org-mail-stocker/*",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a public access block with a hole",
    edit: (file) => (block(file, "aws_s3_bucket_public_access_block").block_public_policy = false),
    dangers: ["public-access: bucket example.org-mail-stocker may become public: no block_public_policy"],
    counts: ["1 changed"],
  },
  {
    name: "the public access block removed",
    edit: (file) => {
      removeResources(file, "aws_s3_bucket_public_access_block");
      block(file, "aws_s3_bucket_policy").depends_on = [];
    },
    dangers: [
      "public-access: bucket example.org-mail-stocker may become public: no block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets",
    ],
    counts: ["1 deleted, 1 changed"],
  },
  {
    name: "a public ACL",
    edit: (file) => add(file, "aws_s3_bucket_acl", "acl", { bucket: "example.org-mail-stocker", acl: "public-read" }),
    dangers: [
      "unjudged: no rule judges resources of type aws_s3_bucket_acl: example.org-mail-stocker is created",
      "public-access: bucket example.org-mail-stocker has the ACL public-read",
    ],
    counts: ["1 added"],
  },
  {
    name: "the encryption removed",
    edit: (file) => removeResources(file, "aws_s3_bucket_server_side_encryption_configuration"),
    dangers: ["encryption-loosened: the encryption of bucket example.org-mail-stocker is deleted"],
    counts: ["1 deleted"],
  },
  {
    name: "another encryption",
    edit: (file) =>
      (block(file, "aws_s3_bucket_server_side_encryption_configuration").rule = [
        {
          apply_server_side_encryption_by_default: {
            sse_algorithm: "aws:kms",
            kms_master_key_id: "arn:aws:kms:eu-west-1:111122223333:key/1",
          },
        },
      ]),
    dangers: [
      "encryption-loosened: the encryption goes from AES256 to aws:kms arn:aws:kms:eu-west-1:111122223333:key/1",
    ],
    counts: ["1 changed"],
  },
  {
    name: "the versioning removed",
    edit: (file) => withoutVersioning(file),
    dangers: ["versioning-loosened: the versioning of bucket example.org-mail-stocker is deleted"],
    counts: ["1 deleted"],
  },
  {
    name: "the versioning suspended",
    edit: (file) => (block(file, "aws_s3_bucket_versioning").versioning_configuration = { status: "Suspended" }),
    dangers: ["versioning-loosened: the versioning goes from Enabled to Suspended"],
    counts: ["1 changed"],
  },
  {
    name: "the bucket moved in the sources without telling Terraform",
    edit: (file) => {
      const [values = {}] = Object.values(file.resource.aws_s3_bucket ?? {});
      file.resource.aws_s3_bucket = { renamed: values };
      const text = JSON.stringify(file.resource).replaceAll(
        /\$\{aws_s3_bucket\.mail-bucket_\w+\./g,
        "${aws_s3_bucket.renamed.",
      );
      file.resource = JSON.parse(text) as SynthesizedFile["resource"];
    },
    dangers: ["bucket-lost: bucket example.org-mail-stocker is deleted"],
    counts: ["1 deleted, 1 added"],
  },
  {
    name: "the bucket handed over: kept, but no longer managed",
    edit: (file) => {
      const [name] = Object.keys(file.resource.aws_s3_bucket ?? {});
      const text = JSON.stringify(file.resource).replaceAll(
        `\${aws_s3_bucket.${name}.bucket}`,
        "example.org-mail-stocker",
      );
      file.resource = JSON.parse(text) as SynthesizedFile["resource"];
      delete file.resource.aws_s3_bucket;
      file.removed = [{ from: `aws_s3_bucket.${name}`, lifecycle: { destroy: false } }];
    },
    dangers: ["no-longer-managed: no longer managed by Terraform: aws_s3_bucket example.org-mail-stocker"],
    counts: ["1 kept, but no longer managed"],
  },
];

function withoutVersioning(file: SynthesizedFile): void {
  removeResources(file, "aws_s3_bucket_versioning");
  block(file, "aws_s3_bucket_lifecycle_configuration").depends_on = [];
}

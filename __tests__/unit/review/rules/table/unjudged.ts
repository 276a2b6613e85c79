import type { JsonObject } from "../../../../../review/model/json";
import type { ReviewCase } from "./row";
import { add, block, removeResources, type EditableSettings, type SynthesizedFile } from "./sides";

const bucket = "example.org-mail-stocker";
const withQueue = (file: EditableSettings) => (file.envelopeQueue = true);

/** A resource of a type that the stacks do not make. */
function addition(type: string, values: JsonObject, name = bucket): ReviewCase {
  return {
    name: `${type} added`,
    edit: (file) => add(file, type, "added", values),
    dangers: [`unjudged: no rule judges resources of type ${type}: ${name} is created`],
    counts: ["1 added"],
  };
}

/** An attribute or argument that the stacks do not write. */
function attribute(type: string, part: string, name: string, written: JsonObject): ReviewCase {
  const [key = ""] = Object.keys(written);
  return {
    name: `${key} of ${type}`,
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) => Object.assign(block(file, type, part), written),
    dangers: [expect.stringMatching(`^unjudged: no rule judges the change of ${key}.* in ${name}`) as string],
    counts: ["1 changed"],
  };
}

function section(kind: string, content: JsonObject): ReviewCase {
  return {
    name: `a block ${kind}`,
    edit: (file) => (file[kind] = content),
    dangers: [`unjudged: the review does not read block ${kind}, which changes`],
    counts: [],
  };
}

/** Changes that no rule covers, which are never reported as harmless. */
export const unjudged: ReviewCase[] = [
  addition("aws_s3_bucket_replication_configuration", { bucket, role: "arn:aws:iam::444455556666:role/copy" }),
  addition("aws_s3_bucket_object_lock_configuration", { bucket }),
  addition("aws_s3_access_point", { bucket, name: "open" }),
  addition("aws_kms_key", { description: "for mail" }, "aws_kms_key.added"),
  addition("null_resource", { provisioner: [{ "local-exec": { command: "true" } }] }, "null_resource.added"),
  attribute("aws_s3_bucket_versioning", "", "aws_s3_bucket_versioning", { count: 0 }),
  attribute("aws_iam_user_policy_attachment", "", "aws_iam_user_policy_attachment", { for_each: "${toset([])}" }),
  attribute("aws_s3_bucket_versioning", "", "aws_s3_bucket_versioning", { provisioner: [{ "local-exec": {} }] }),
  attribute("aws_ses_receipt_rule", "bob", "aws_ses_receipt_rule bob", { scan_enabled: false }),
  attribute("aws_ses_receipt_rule", "bob", "aws_ses_receipt_rule bob", {
    lifecycle: { create_before_destroy: true, replace_triggered_by: ["aws_iam_user.x"] },
  }),
  attribute("aws_ses_receipt_rule", "bob", "aws_ses_receipt_rule bob", {
    lifecycle: { create_before_destroy: true, ignore_changes: ["recipients"] },
  }),
  attribute("aws_sqs_queue", "", "aws_sqs_queue", { redrive_policy: '{"maxReceiveCount":1}' }),
  attribute("aws_sns_topic_subscription", "", "aws_sns_topic_subscription", { filter_policy: '{"a":["b"]}' }),
  attribute("aws_s3_bucket_lifecycle_configuration", "", "aws_s3_bucket_lifecycle", {
    rule: [{ id: "x", status: "Enabled", noncurrent_version_expiration: [{ noncurrent_days: "${1}" }] }],
  }),
  section("module", { other: { source: "git::https://example.net/other" } }),
  section("locals", { days: 1 }),
  {
    name: "a resource whose type is a property of every object",
    edit: (file) => Object.assign(file.resource, { constructor: { added: { bucket } } }),
    dangers: [`unjudged: no rule judges resources of type constructor: ${bucket} is created`],
    counts: ["1 added"],
  },
  {
    name: "a provider of another source, and another endpoint",
    edit: (file) => {
      file.terraform.required_providers = { aws: { source: "example/aws", version: "5.0.0" } };
      file.provider.aws[0]!.endpoints = [{ s3: "http://192.0.2.1" }];
    },
    dangers: [
      "unjudged: no rule judges the change of endpoints.s3 in provider.aws",
      "unjudged: no rule judges the change of aws.source in terraform.required_providers",
    ],
    counts: ["2 changed"],
  },
  {
    name: "a data source that runs a program",
    edit: (file) => (file.data.external = { run: { program: ["true"] } }),
    dangers: ["unjudged: no rule judges resources of type data.external: data.external.run is created"],
    counts: ["1 added"],
  },
  {
    name: "another zone for the records",
    edit: (file) => (Object.values(file.data.aws_route53_zone!)[0]!.name = "example.net"),
    dangers: ["unjudged: no rule judges the change of name in data.aws_route53_zone example.net"],
    counts: ["1 changed"],
  },
  {
    name: "the address of the primary's host",
    edit: (file) =>
      add(file, "aws_route53_record", "primary", { name: "mail.example.org", type: "A", records: ["192.0.2.1"] }),
    dangers: ["unjudged: no rule judges other records of DNS: A mail.example.org"],
    counts: ["1 added"],
  },
];

/** Two resources that configure the same object. */
export const twice: ReviewCase[] = [
  {
    name: "a second versioning of the bucket, suspended",
    edit: (file) =>
      add(file, "aws_s3_bucket_versioning", "second", {
        bucket: bucketReference(file),
        versioning_configuration: { status: "Suspended" },
      }),
    dangers: [
      `configured-twice: aws_s3_bucket_versioning of ${bucket} is configured by aws_s3_bucket_versioning.mail-bucket_versioning_4848070E and by aws_s3_bucket_versioning.second`,
    ],
    counts: ["1 added"],
  },
  {
    name: "a public access block of a bucket whose name is an expression",
    edit: (file) => add(file, "aws_s3_bucket_public_access_block", "second", { bucket: '${lower("X")}' }),
    dangers: [
      'configured-twice: aws_s3_bucket_public_access_block.second configures aws_s3_bucket_public_access_block of ${lower("X")}, which the review cannot resolve',
    ],
    counts: ["1 added"],
  },
  {
    name: "the ownership of objects no longer enforced",
    edit: (file) => {
      removeResources(file, "aws_s3_bucket_ownership_controls");
      block(file, "aws_s3_bucket_policy").depends_on = [];
    },
    dangers: [`public-access: bucket ${bucket} takes ACLs (no object_ownership)`],
    counts: ["1 deleted, 1 changed"],
  },
];

function bucketReference(file: SynthesizedFile): string {
  return `\${aws_s3_bucket.${Object.keys(file.resource.aws_s3_bucket ?? {})[0]}.id}`;
}

import type { DangerRule } from "../model/danger";
import { goneOf, resourcesOf } from "../model/select";
import { DOCUMENT_PATHS, grantsOf, describeGrants } from "../facts/grants";
import { valuesAt, flag, text, type JsonObject } from "../model/json";
import type { Resource, Stack } from "../model/stack";

export const publicAccess: DangerRule = {
  id: "public-access",
  mail: "the public may be able to read, change or delete waiting mail",
  since: "the apply",
  *find(comparison) {
    const { before, after } = comparison;
    const exposuresBefore = new Set(exposures(before).map(({ what }) => what));
    for (const exposure of exposures(after)) if (!exposuresBefore.has(exposure.what)) yield exposure;
    for (const { address, action, before } of goneOf(comparison, "aws_s3_bucket_ownership_controls"))
      if (action === "delete")
        yield { address, what: `${describeBucket(before ?? {})} takes ACLs (no object_ownership)` };
  },
};

function exposures(stack: Stack | undefined) {
  return [...openBuckets(stack), ...[...(stack?.resources.values() ?? [])].flatMap(openResource)];
}

const PUBLIC_ACCESS_BLOCKS = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
function openBuckets(stack: Stack | undefined) {
  const blocked = resourcesOf(stack, "aws_s3_bucket_public_access_block");
  return resourcesOf(stack, "aws_s3_bucket").flatMap(({ address, values }) => {
    const bucket = text(values, "bucket") ?? address;
    const block = blocked.find((other) => text(other.values, "bucket") === bucket)?.values;
    const missing = PUBLIC_ACCESS_BLOCKS.filter((name) => !flag(block, name));
    return missing.length === 0
      ? []
      : [{ address, what: `bucket ${bucket} may become public: no ${missing.join(", ")}` }];
  });
}

function openResource({ address, type, values }: Resource) {
  const findings: { address: string; what: string }[] = [];
  const grants = DOCUMENT_PATHS.flatMap((path) => valuesAt(values, path)).flatMap(grantsOf);
  const open = grants.filter(({ effect, principal, conditions }) => {
    return effect === "Allow" && principal === "*" && conditions.length === 0;
  });
  for (const grant of describeGrants(open)) findings.push({ address, what: `open to ${grant}` });
  const acl = text(values, "acl");
  if (acl !== undefined && /^(public|authenticated)-/.test(acl))
    findings.push({ address, what: `${describeBucket(values)} has the ACL ${acl}` });
  const owner = text(values, "rule.object_ownership");
  if (type === "aws_s3_bucket_ownership_controls" && owner !== "BucketOwnerEnforced")
    findings.push({ address, what: `${describeBucket(values)} takes ACLs (object_ownership ${owner})` });
  if (type === "aws_s3_bucket_website_configuration")
    findings.push({ address, what: `${describeBucket(values)} is a website` });
  return findings;
}

function describeBucket(values: JsonObject): string {
  return `bucket ${text(values, "bucket")}`;
}

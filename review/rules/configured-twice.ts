import { lookupTable } from "../../lib/lookup-table";
import { comparableName } from "../facts/mx-sets";
import { addTo } from "../../lib/group-by";
import type { DangerRule } from "../model/danger";
import { text } from "../model/json";
import { UNKNOWN_VALUE, type Resource, type Stack } from "../model/stack";

/**
 * The attribute, by resource type, that names what the resource configures, for types of which AWS keeps only one
 * configuration.
 */
const TARGET_ATTRIBUTES = lookupTable({
  aws_s3_bucket_acl: "bucket",
  aws_s3_bucket_lifecycle_configuration: "bucket",
  aws_s3_bucket_notification: "bucket",
  aws_s3_bucket_ownership_controls: "bucket",
  aws_s3_bucket_policy: "bucket",
  aws_s3_bucket_public_access_block: "bucket",
  aws_s3_bucket_server_side_encryption_configuration: "bucket",
  aws_s3_bucket_versioning: "bucket",
  aws_sns_topic_policy: "arn",
  aws_sqs_queue_policy: "queue_url",
});

export const configuredTwice: DangerRule = {
  id: "configured-twice",
  mail: "two resources overwrite each other: which of them counts is left to chance, and changes from apply to apply",
  since: "the apply",
  *find({ before, after }) {
    const known = configurations(before);
    for (const [target, addresses] of configurations(after)) {
      const isNew = addresses.some((address) => known.get(target)?.includes(address) !== true);
      if (addresses.length > 1 && isNew) yield { what: `${target} is configured by ${addresses.join(" and by ")}` };
      else if (target.includes("${") && isNew && !isReference(target))
        yield { what: `${addresses.join(", ")} configures ${target}, which the review cannot resolve` };
    }
  },
};

/** The addresses of the resources by what they configure, such as `aws_s3_bucket_versioning of example.org-mail-stocker`. */
function configurations(stack: Stack | undefined): Map<string, string[]> {
  const addresses = new Map<string, string[]>();
  for (const resource of stack?.resources.values() ?? []) {
    const target = targetOf(resource, stack);
    if (target !== undefined) addTo(addresses, target, resource.address);
  }
  return addresses;
}

function targetOf({ type, values }: Resource, stack: Stack | undefined): string | undefined {
  // Several MX record sets of one name have a routing policy, such as weights, by which a sender gets one of them at
  // random.
  if (type === "aws_route53_record") {
    return text(values, "type") === "MX" ? `the MX set of ${comparableName(text(values, "name") ?? "")}` : undefined;
  }
  const attribute = TARGET_ATTRIBUTES[type];
  const target = attribute === undefined ? undefined : text(values, attribute);
  if (target === undefined || target === UNKNOWN_VALUE) return undefined;
  const [, bucket = ""] = /^\$\{(aws_s3_bucket\.[\w-]+)\.(?:id|bucket)\}$/.exec(target) ?? [];
  return `${type} of ${text(stack?.resources.get(bucket)?.values, "bucket") ?? target}`;
}

/** Whether the only expression in a text is a plain reference, which is written in one way only. */
function isReference(target: string): boolean {
  return /^\S+ of \$\{aws_\w+\.[\w-]+\.\w+\}$/.test(target);
}

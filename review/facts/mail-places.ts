import { importerUserName, MAX_IAM_USER_NAME_CHARACTERS } from "../../settings/names/derived-names";
import { resourcesOf } from "../model/select";
import type { Grant } from "./grants";
import { texts } from "../model/json";
import { UNKNOWN_VALUE, type Comparison, type Stack } from "../model/stack";

/** The buckets in which receipt rules of either side store mail. */
export function mailBuckets(comparisons: readonly Comparison[]): Set<string> {
  return placesOf(comparisons, "s3_action.bucket_name");
}

/** Key prefixes of mailboxes, on either side, without a slash at their end. */
export function mailPrefixes(comparisons: readonly Comparison[]): Set<string> {
  const prefixes = placesOf(comparisons, "s3_action.object_key_prefix");
  return new Set([...prefixes].map((prefix) => prefix.replace(/\/$/, "")));
}

function placesOf(comparisons: readonly Comparison[], path: string): Set<string> {
  const rules = comparisons.flatMap(({ before, after }) =>
    [before, after].flatMap((side) => resourcesOf(side, "aws_ses_receipt_rule")),
  );
  return new Set(rules.flatMap(({ values }) => texts(values, path)));
}

/** Names of envelope queues, on either side. */
export function queueNames(comparisons: readonly Comparison[]): Set<string> {
  const queues = comparisons.flatMap(({ before, after }) =>
    [before, after].flatMap((side) => resourcesOf(side, "aws_sqs_queue")),
  );
  return new Set(queues.flatMap(({ values }) => texts(values, "name")));
}

/** Length of the digest that ends a name which would otherwise be too long for IAM. */
const MAX_DIGEST_CHARACTERS = 9;

/** The names of the importers' users and policies, as `stacks/importer-access.ts` writes them: for all hosts, or one each. */
export function importerNames(comparisons: readonly Comparison[]): Set<string> {
  const shared = [...mailBuckets(comparisons)].map((bucket) => importerUserName(bucket));
  const starts = shared.map((name) => `${name}-`.slice(0, MAX_IAM_USER_NAME_CHARACTERS - MAX_DIGEST_CHARACTERS));
  const resources = comparisons.flatMap(({ before, after }) =>
    [before, after].flatMap((side) => resourcesOf(side, "aws_iam_user", "aws_iam_policy")),
  );
  const named = resources.flatMap(({ values }) => texts(values, "name"));
  return new Set([...shared, ...named.filter((name) => starts.some((start) => name.startsWith(start)))]);
}

const IMPORTER_S3_ACTIONS = ["s3:getobject", "s3:deleteobject"];

/**
 * Whether the importer needs a grant to fetch mail: to list a mail bucket, to get and delete objects under a mailbox's prefix.
 * With `wholeBucket` a grant for all keys of a bucket counts too: a policy that names every prefix can be too long for IAM.
 */
export function importerNeeds(comparisons: readonly Comparison[], wholeBucket: boolean): (grant: Grant) => boolean {
  const buckets = mailBuckets(comparisons);
  const prefixes = mailPrefixes(comparisons);
  return ({ principal, action, resource }) => {
    const [, bucket = "", key] = /^arn:aws:s3:::([^/]+)(?:\/(.+))?$/.exec(resource) ?? [];
    if (principal !== "" || !buckets.has(bucket)) return false;
    if (key === undefined) return action === "s3:listbucket";
    return (
      IMPORTER_S3_ACTIONS.includes(action) && ((wholeBucket && key === "*") || prefixes.has(key.replace(/\/\*$/, "")))
    );
  };
}

const IMPORTER_SQS_ACTIONS = ["sqs:getqueueurl", "sqs:receivemessage", "sqs:deletemessage"];

/** Whether the importer needs a grant to receive records from envelope queues. */
export function importerTakesRecords(comparisons: readonly Comparison[]): (grant: Grant) => boolean {
  const queues = queueNames(comparisons);
  return ({ principal, action, resource }) =>
    principal === "" &&
    IMPORTER_SQS_ACTIONS.includes(action) &&
    /^arn:aws:sqs:/.test(resource) &&
    queues.has(resource.split(":").at(-1) ?? "");
}

/** The ARNs of a stack's own topics, also as Terraform references. */
export function topicArns(stack: Stack | undefined): Set<string> {
  return new Set(
    resourcesOf(stack, "aws_sns_topic").flatMap(({ address, values }) => [
      `\${${address}.arn}`,
      ...texts(values, "arn").filter((arn) => arn !== UNKNOWN_VALUE),
    ]),
  );
}

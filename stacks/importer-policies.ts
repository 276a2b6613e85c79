import type { Mailbox } from "../settings/model";
import { prefixesOf } from "../settings/names/key-prefixes";
import { bucketArn, objectsBelow, policyDocument, policyJson, RECEIVE_RECORDS } from "./policy-document";

export interface ImporterPermissions {
  /** Names of the mail buckets of all regions. */
  readonly buckets: readonly string[];

  /** The importer may read and delete below the prefixes of these mailboxes only, former prefixes included. */
  readonly mailboxes: readonly Mailbox[];

  /** ARNs of the envelope queues of all regions. */
  readonly queues: readonly string[];
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_POLICY_CHARACTERS = 6144;

/**
 * The policy of the single key for all mailboxes. It may list whole buckets, so that the importer sees mail that no
 * mailbox gets.
 */
export function sharedPolicy({ buckets, mailboxes, queues }: ImporterPermissions): string {
  return policyDocument({
    limit: MAX_POLICY_CHARACTERS,
    prefixes: mailboxes.flatMap(prefixesOf),
    statements: (objects) => [
      { Effect: "Allow", Action: "s3:ListBucket", Resource: buckets.map(bucketArn) },
      takeObjects(buckets.flatMap(objects)),
      ...takeRecords(queues),
    ],
  });
}

/**
 * The policies of the key of one host among several, which permit no access to the mail of another host, not even to
 * the names of its objects. There are several policies if one policy would be too long for IAM.
 */
export function hostPolicies({ buckets, mailboxes, queues }: ImporterPermissions): readonly string[] {
  const json = (prefixes: readonly string[]) =>
    policyJson([
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: buckets.map(bucketArn),
        Condition: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}/*`) } },
      },
      takeObjects(buckets.flatMap((bucket) => objectsBelow(bucket, prefixes))),
      ...takeRecords(queues),
    ]);
  const split = (prefixes: readonly string[]): readonly string[] => {
    const whole = json(prefixes);
    if (whole.length <= MAX_POLICY_CHARACTERS || prefixes.length === 1) return [whole];
    const middle = Math.ceil(prefixes.length / 2);
    return [...split(prefixes.slice(0, middle)), ...split(prefixes.slice(middle))];
  };
  return split(mailboxes.flatMap(prefixesOf));
}

function takeObjects(Resource: readonly string[]): object {
  return { Effect: "Allow", Action: ["s3:GetObject", "s3:DeleteObject"], Resource };
}

function takeRecords(queues: readonly string[]): object[] {
  return queues.length === 0 ? [] : [{ Effect: "Allow", Action: RECEIVE_RECORDS, Resource: queues }];
}

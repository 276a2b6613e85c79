export interface PolicyDocumentProps {
  /** The maximum size of this kind of policy in AWS, in characters. */
  readonly limit: number;

  /** Key prefixes of the mailboxes whose objects the policy is about. */
  readonly prefixes: readonly string[];

  /** Returns the statements; `objects` returns the ARNs of the mailboxes' objects in a bucket. */
  readonly statements: (objects: (bucket: string) => string[]) => object[];
}

/**
 * A policy about the mailboxes' objects, as JSON. The policy names each mailbox's prefix, or the whole bucket, which
 * has no other objects, if the policy with the prefixes is too long for AWS.
 */
export function policyDocument({ limit, prefixes, statements }: PolicyDocumentProps): string {
  const json = (objects: (bucket: string) => string[]) => policyJson(statements(objects));
  const perMailbox = json((bucket) => objectsBelow(bucket, prefixes));
  return perMailbox.length <= limit ? perMailbox : json((bucket) => [everyObject(bucket)]);
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
export function policyJson(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export function objectsBelow(bucket: string, prefixes: readonly string[]): string[] {
  return prefixes.map((prefix) => `${bucketArn(bucket)}/${prefix}/*`);
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

export function everyObject(bucket: string): string {
  return `${bucketArn(bucket)}/*`;
}

/**
 * Name of the permissions boundary of the importer's user. The apply role may change only names that begin with
 * `importer-`, so it cannot change this boundary.
 */
export const IMPORTER_BOUNDARY = "standby-mx-importer-boundary";

export function importerBoundaryArn(account: string): string {
  return `arn:aws:iam::${account}:policy/${IMPORTER_BOUNDARY}`;
}

export const RECEIVE_RECORDS = ["sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage"];

export interface RuleSetPlace {
  /** Name of the region where the rule set receives. */
  readonly region: string;

  /** The account that has the rule set; a twelve-digit number or Terraform's reference to it. */
  readonly account: string;

  /** The name, not a reference: the rules depend on the policy, so the policy cannot depend on the rules. */
  readonly ruleSet: string;
}

/**
 * The condition that SES acts for this rule set only. Without the condition SES would be a confused deputy.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
 */
export function onlyRulesOf({ region, account, ruleSet }: RuleSetPlace): object {
  // The condition covers every rule of the set, because the policy changes later than a renamed rule, which would lose
  // mail meanwhile.
  const rules = `arn:aws:ses:${region}:${account}:receipt-rule-set/${ruleSet}:receipt-rule/*`;
  return { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": rules } };
}

export function queueArn(region: string, account: string, name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

/**
 * Statements that deny every request without TLS to a bucket; no Allow has the principal `*`. A stack for an emulator with
 * plain HTTP has no such statement: its requests come without TLS, and moto, which ignores conditions, would deny requests with
 * TLS, too.
 */
export function denyWithoutTls(bucket: string, endpoint: string | undefined): object[] {
  if (endpoint?.startsWith("http:")) return [];
  return [
    {
      Sid: "DenyWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn(bucket), everyObject(bucket)],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ];
}

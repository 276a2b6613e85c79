export interface PolicyDocumentProps {
  /** What AWS takes of a policy of this kind, in characters. */
  readonly limit: number;

  /** Key prefixes of the mailboxes whose objects the policy is about. */
  readonly prefixes: readonly string[];

  /** The statements; `objects` says the ARNs of the mailboxes' objects in a bucket. */
  readonly statements: (objects: (bucket: string) => string[]) => object[];
}

/**
 * A policy about the mailboxes' objects, as JSON. It names each mailbox's prefix; where AWS takes no policy of that length it names
 * the whole bucket, which holds nothing but the mailboxes.
 */
export function policyDocument({ limit, prefixes, statements }: PolicyDocumentProps): string {
  const json = (objects: (bucket: string) => string[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements(objects) });
  const perMailbox = json((bucket) => prefixes.map((prefix) => `${bucketArn(bucket)}/${prefix}/*`));
  return perMailbox.length <= limit ? perMailbox : json((bucket) => [everyObject(bucket)]);
}

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

export function everyObject(bucket: string): string {
  return `${bucketArn(bucket)}/*`;
}

export interface RuleSetPlace {
  /** Name of the region where the rule set receives. */
  readonly region: string;

  /** The account whose rule set it is; a twelve-digit number or Terraform's reference to it. */
  readonly account: string;

  /** The name, not a reference: the rules depend on the policy, so the policy cannot depend on the rules. */
  readonly ruleSet: string;
}

/**
 * The condition under which SES acts for this rule set and for nobody else's: the confused deputy.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
 */
export function onlyRulesOf({ region, account, ruleSet }: RuleSetPlace): object {
  // Every rule of the set rather than each by its name: a renamed rule must not lose mail until the policy follows.
  const rules = `arn:aws:ses:${region}:${account}:receipt-rule-set/${ruleSet}:receipt-rule/*`;
  return { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": rules } };
}

export function queueArn(region: string, account: string, name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

/**
 * Statements that refuse everybody who speaks to a bucket without TLS; no Allow names everybody. An emulator that is reached by
 * plain HTTP gets none: all requests come without TLS there, and moto denies them even with it, because it ignores conditions.
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

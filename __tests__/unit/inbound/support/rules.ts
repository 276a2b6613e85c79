import type {
  AppliedRules,
  PolicyDocument,
  ReceiptAction,
  ReceiptRule,
  RulesSource,
} from "../../../../inbound/applied-rules";

export const account = "111122223333";
export const region = "eu-west-1";
export const bucket = "example.org-mail";

/** The statement of AWS's guide, for every rule of the set. */
export const sesMayWrite: PolicyDocument = {
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "ses.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${bucket}/*`,
      Condition: {
        StringEquals: { "AWS:SourceAccount": account },
        ArnLike: { "AWS:SourceArn": `arn:aws:ses:${region}:${account}:receipt-rule-set/main:receipt-rule/*` },
      },
    },
  ],
};

export function s3(objectKeyPrefix: string, bucketName = bucket): ReceiptAction {
  return { type: "S3", bucketName, objectKeyPrefix, topicArn: undefined };
}

/** A rule as the stacks make it: enabled, with scan, its name as the prefix. */
export function rule(name: string, recipients: string[], overrides: Partial<ReceiptRule> = {}): ReceiptRule {
  return {
    name,
    enabled: true,
    scanEnabled: true,
    tlsPolicy: "Optional",
    recipients,
    actions: [s3(name)],
    ...overrides,
  };
}

export function rulesWith(rules: readonly ReceiptRule[], overrides: Partial<AppliedRules> = {}): AppliedRules {
  return {
    account,
    region,
    activeRuleSet: { name: "main", rules },
    identities: ["example.org"],
    ipFilters: [],
    buckets: new Map([[bucket, sesMayWrite]]),
    ...overrides,
  };
}

/** Rules that a test can change while the endpoint runs. */
export class ChangeableRules implements RulesSource {
  readonly name = "a test";
  failure: Error | undefined;

  constructor(public current: AppliedRules) {}

  read(): Promise<AppliedRules> {
    return this.failure === undefined ? Promise.resolve(this.current) : Promise.reject(this.failure);
  }
}

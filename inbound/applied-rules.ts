/**
 * The receipt rules as they are applied in one account and region. Nothing else decides what happens to a message.
 * Read from a synthesized `cdk.tf.json` or from the SES API; never from the settings. The names are those of the SES API
 * (https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html).
 */
export interface AppliedRules {
  readonly account: string;
  readonly region: string;
  /** `undefined`: no rule set is active, so every recipient is refused. */
  readonly activeRuleSet: ReceiptRuleSet | undefined;
  /** Verified domain identities of this region, in lower case. */
  readonly identities: readonly string[];
  readonly ipFilters: readonly IpFilter[];
  /**
   * Bucket policies by bucket name. A bucket without a policy has the value `undefined`; a bucket that does not exist
   * has no entry.
   */
  readonly buckets: ReadonlyMap<string, PolicyDocument | undefined>;
}

export interface ReceiptRuleSet {
  readonly name: string;
  /** The rules in the order in which SES evaluates them. */
  readonly rules: readonly ReceiptRule[];
}

export interface ReceiptRule {
  readonly name: string;
  readonly enabled: boolean;
  readonly scanEnabled: boolean;
  readonly tlsPolicy: "Optional" | "Require";
  /** Recipient conditions. An empty list matches every recipient of every verified identity. */
  readonly recipients: readonly string[];
  readonly actions: readonly ReceiptAction[];
}

export type ReceiptAction = S3Action | AddHeaderAction | StopAction | OtherAction;

export interface S3Action {
  readonly type: "S3";
  readonly bucketName: string;
  readonly objectKeyPrefix: string;
  readonly topicArn: string | undefined;
}

export interface AddHeaderAction {
  readonly type: "AddHeader";
  readonly headerName: string;
  readonly headerValue: string;
}

export interface StopAction {
  readonly type: "Stop";
  readonly topicArn: string | undefined;
}

/** An action of SES that the endpoint reports but does not carry out. */
export interface OtherAction {
  readonly type: "Bounce" | "Lambda" | "SNS" | "WorkMail" | "Connect";
}

export interface IpFilter {
  readonly name: string;
  readonly cidr: string;
  readonly policy: "Allow" | "Block";
}

/** An IAM policy document; `parsePolicy` makes it from JSON. */
export interface PolicyDocument {
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PolicyPrincipal;
  readonly NotPrincipal?: PolicyPrincipal;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  /** Values, keyed by operator and then by condition key. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;
}

export type OneOrMore = string | readonly string[];

/** Names, keyed by kind (`Service`, `AWS`); `*` is every principal. */
export type PolicyPrincipal = "*" | Readonly<Record<string, OneOrMore>>;

/** Where the applied rules come from. They are read again for every message, so that a change applies to the next message. */
export interface RulesSource {
  /** The source as messages name it: a file or an endpoint. */
  readonly name: string;
  /** Throws `RulesError` where the rules cannot be read. */
  read(): Promise<AppliedRules>;
}

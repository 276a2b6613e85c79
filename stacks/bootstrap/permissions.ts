import type { Settings } from "../../settings/model";
import { alertsNameFor } from "../../settings/names/derived-names";
import { envelopeQueues } from "../../settings/names/envelope-queues";
import { bucketArn, everyObject, importerBoundaryArn, RECEIVE_RECORDS } from "../policy-document";

export interface PermissionStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

export interface StandbyResources {
  readonly account: string;
  readonly mailBuckets: readonly string[];
  readonly stateBucket: string;
  /** ARNs of the envelope queues. */
  readonly queues: readonly string[];
  /** ARNs of the topics of the envelope queues and of the alerts. */
  readonly topics: readonly string[];
  /** ARNs of the alarms. */
  readonly alarms: readonly string[];
  /** ARN of the permissions boundary that the importer's user must have. */
  readonly boundary?: string | undefined;
}

export function standbyResources(settings: Settings, account: string, stateBucket: string): StandbyResources {
  const { regions, alerts, importer } = settings;
  const mailBuckets = regions.map(({ bucket }) => bucket);
  const queueArns = (service: "sns" | "sqs") =>
    envelopeQueues(settings).flatMap((queue) =>
      regions.map(({ name }) => `arn:aws:${service}:${name}:${account}:${queue.name}`),
    );
  const alertArns = (start: (region: string) => string) =>
    alerts === undefined ? [] : regions.map(({ name, bucket }) => `${start(name)}${alertsNameFor(bucket)}`);
  return {
    account,
    stateBucket,
    mailBuckets,
    queues: queueArns("sqs"),
    topics: [...queueArns("sns"), ...alertArns((region) => `arn:aws:sns:${region}:${account}:`)],
    boundary: importer.permissionsBoundary ? importerBoundaryArn(account) : undefined,
    alarms: alertArns((region) => `arn:aws:cloudwatch:${region}:${account}:alarm:`).map((arn) => `${arn}-*`),
  };
}

/** The permissions of a plan. They exclude `s3:GetObject` on a mail bucket, because a plan needs no mail. */
export function planStatements({
  account,
  mailBuckets,
  stateBucket,
  queues,
  topics,
  alarms,
}: StandbyResources): PermissionStatement[] {
  return [
    allow("ReadState", ["s3:ListBucket", "s3:GetObject"], [bucketArn(stateBucket), everyObject(stateBucket)]),
    allow(
      "ReadMailBuckets",
      [
        "s3:GetBucket*",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetAccelerateConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:ListTagsForResource",
      ],
      mailBuckets.map(bucketArn),
    ),
    // The resources of SES and Route 53 have no ARNs before they are created.
    allow("ReadReceiving", ["ses:Describe*", "ses:Get*", "ses:List*"], ["*"]),
    allow("ReadZones", ["route53:Get*", "route53:List*"], ["*"]),
    allow("ReadImporter", ["iam:GetUser", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:List*"], importers(account)),
    ...ifAny(topics, "ReadTopics", [
      "sns:GetTopicAttributes",
      "sns:ListSubscriptionsByTopic",
      "sns:ListTagsForResource",
    ]),
    ...ifAny(topics, "ReadSubscriptions", ["sns:GetSubscriptionAttributes"], ["*"]),
    // IAM accepts no ARN for cloudwatch:DescribeAlarms:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
    ...ifAny(alarms, "ReadAlarms", ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"], ["*"]),
    ...ifAny(queues, "ReadQueues", ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]),
  ];
}

/**
 * The permissions of an apply. They exclude messages, queue records and `iam:CreateAccessKey`, so that a workflow with
 * this role cannot act as the importer.
 */
export function applyStatements({
  account,
  mailBuckets,
  stateBucket,
  queues,
  topics,
  alarms,
  boundary,
}: StandbyResources): PermissionStatement[] {
  const [importerUsers, importerPolicies] = importers(account);
  // Only the importer's policies may be attached, no other policy of the account and no policy of AWS, such as
  // AdministratorAccess.
  const isImporterPolicy = { ArnLike: { "iam:PolicyARN": [importerPolicies] } };
  // Both keys apply to these actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_identityandaccessmanagement.html
  const isBounded = boundary === undefined ? undefined : { StringEquals: { "iam:PermissionsBoundary": boundary } };
  return [
    // Terraform creates and deletes the lock file beside the state:
    // https://developer.hashicorp.com/terraform/language/backend/s3
    allow("WriteState", ["s3:PutObject", "s3:DeleteObject"], [everyObject(stateBucket)]),
    allow(
      "ChangeMailBuckets",
      [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucket*",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:TagResource",
        "s3:UntagResource",
      ],
      mailBuckets.map(bucketArn),
    ),
    allow(
      "ChangeReceiving",
      [
        "ses:CreateReceiptRule",
        "ses:CreateReceiptRuleSet",
        "ses:DeleteIdentity",
        "ses:DeleteReceiptRule",
        "ses:DeleteReceiptRuleSet",
        "ses:SetActiveReceiptRuleSet",
        "ses:SetReceiptRulePosition",
        "ses:UpdateReceiptRule",
        "ses:VerifyDomainDkim",
        "ses:VerifyDomainIdentity",
      ],
      ["*"],
    ),
    allow("ChangeZones", ["route53:ChangeResourceRecordSets"], ["arn:aws:route53:::hostedzone/*"]),
    allow(
      "ChangeImporter",
      [
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:DeleteAccessKey",
        "iam:DeleteLoginProfile",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:DeleteUser",
        "iam:TagPolicy",
        "iam:TagUser",
        "iam:UntagPolicy",
        "iam:UntagUser",
        "iam:UpdateUser",
      ],
      importers(account),
    ),
    // `iam:DeleteUserPermissionsBoundary` is left out: the role can set this boundary and no other.
    {
      ...allow(
        "CreateImporter",
        ["iam:CreateUser", ...(isBounded ? ["iam:PutUserPermissionsBoundary"] : [])],
        [importerUsers],
      ),
      ...(isBounded && { Condition: isBounded }),
    },
    {
      ...allow("AttachImporterPolicies", ["iam:AttachUserPolicy"], [importerUsers]),
      Condition: { ...isImporterPolicy, ...isBounded },
    },
    { ...allow("DetachImporterPolicies", ["iam:DetachUserPolicy"], [importerUsers]), Condition: isImporterPolicy },
    // This Deny overrides every bucket policy that the role may write.
    {
      ...allow("NeverTouchMail", ["s3:*Object*"], mailBuckets.map(everyObject)),
      Effect: "Deny",
    },
    // The provider lists MFA devices before it deletes a user, and IAM cannot grant that for one user alone:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_identityandaccessmanagement.html
    allow("ListDevices", ["iam:ListVirtualMFADevices"], ["*"]),
    ...ifAny(topics, "ChangeTopics", [
      "sns:CreateTopic",
      "sns:DeleteTopic",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:UntagResource",
    ]),
    ...ifAny(topics, "ChangeSubscriptions", ["sns:SetSubscriptionAttributes", "sns:Unsubscribe"], ["*"]),
    ...ifAny(alarms, "ChangeAlarms", [
      "cloudwatch:DeleteAlarms",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "cloudwatch:UntagResource",
    ]),
    ...ifAny(queues, "ChangeQueues", [
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ]),
  ];
}

/** The permissions boundary of the importer's user. */
export function boundaryStatements({ mailBuckets, queues }: StandbyResources): PermissionStatement[] {
  return [
    allow("ListMail", ["s3:ListBucket"], mailBuckets.map(bucketArn)),
    allow("TakeMail", ["s3:GetObject", "s3:DeleteObject"], mailBuckets.map(everyObject)),
    ...ifAny(queues, "TakeRecords", RECEIVE_RECORDS),
  ];
}

/** The names that `ImporterAccess` uses, as ARN patterns. */
function importers(account: string): [users: string, policies: string] {
  return [`arn:aws:iam::${account}:user/importer-*`, `arn:aws:iam::${account}:policy/importer-*`];
}

/**
 * Returns no statement if there is no resource, because IAM refuses a statement without one. IAM has no ARNs of
 * subscriptions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
function ifAny(
  some: readonly string[],
  Sid: string,
  actions: string[],
  on: readonly string[] = some,
): PermissionStatement[] {
  return some.length === 0 ? [] : [allow(Sid, actions, [...on])];
}

function allow(Sid: string, Action: string[], Resource: string[]): PermissionStatement {
  return { Sid, Effect: "Allow", Action, Resource };
}

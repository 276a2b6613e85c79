import type {
  DescribeActiveReceiptRuleSetResponse,
  ReceiptFilter,
  ReceiptAction as SesAction,
  ReceiptRule as SesRule,
} from "@aws-sdk/client-ses";
import { RulesError } from "./rules-error";
import type { IpFilter, OtherAction, ReceiptAction, ReceiptRule, ReceiptRuleSet } from "./applied-rules";

/**
 * `undefined`: no rule set is active; SES's response then has no metadata.
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_DescribeActiveReceiptRuleSet.html
 */
export function activeRuleSetOf(response: DescribeActiveReceiptRuleSetResponse): ReceiptRuleSet | undefined {
  const name = response.Metadata?.Name;
  return name ? { name, rules: listOf(response.Rules).map(ruleOf) } : undefined;
}

/** Missing members have the defaults of https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html */
function ruleOf(rule: SesRule): ReceiptRule {
  return {
    name: rule.Name ?? "",
    enabled: rule.Enabled ?? false,
    scanEnabled: rule.ScanEnabled ?? false,
    tlsPolicy: rule.TlsPolicy === "Require" ? "Require" : "Optional",
    recipients: listOf(rule.Recipients).filter(Boolean),
    actions: listOf(rule.Actions).flatMap((action) => actionOf(action, rule.Name)),
  };
}

const OTHER_ACTIONS: readonly (readonly [keyof SesAction, OtherAction["type"]])[] = [
  ["BounceAction", "Bounce"],
  ["LambdaAction", "Lambda"],
  ["SNSAction", "SNS"],
  ["WorkmailAction", "WorkMail"],
  ["ConnectAction", "Connect"],
];

/** Returns one action, or none. Emulators also send empty members of other actions. */
function actionOf(action: SesAction, rule: string | undefined): ReceiptAction[] {
  const { S3Action, AddHeaderAction, StopAction } = action;
  if (S3Action?.BucketName) {
    const { BucketName: bucketName, ObjectKeyPrefix, TopicArn } = S3Action;
    for (const member of ["KmsKeyArn", "IamRoleArn"] as const) {
      if (!S3Action[member]) continue;
      throw new RulesError(
        `the S3 action of rule ${rule}: expected no ${member}, found one: this endpoint neither encrypts messages nor assumes roles`,
      );
    }
    return [{ type: "S3", bucketName, objectKeyPrefix: ObjectKeyPrefix ?? "", topicArn: TopicArn || undefined }];
  }
  if (AddHeaderAction?.HeaderName) {
    const { HeaderName: headerName, HeaderValue: headerValue = "" } = AddHeaderAction;
    return [{ type: "AddHeader", headerName, headerValue }];
  }
  if (StopAction?.Scope) return [{ type: "Stop", topicArn: StopAction.TopicArn || undefined }];
  const other = OTHER_ACTIONS.find(([member]) => Object.values(action[member] ?? {}).some(Boolean));
  return other ? [{ type: other[1] }] : [];
}

/** Returns one filter, or none if the member is empty. */
export function ipFilterOf({ Name, IpFilter }: ReceiptFilter): IpFilter[] {
  if (!IpFilter?.Cidr || !IpFilter.Policy) return [];
  return [{ name: Name ?? "", cidr: IpFilter.Cidr, policy: IpFilter.Policy === "Allow" ? "Allow" : "Block" }];
}

/** Whether a status means that the identity receives mail: `Success`, or no status, which only emulators leave out. */
export function isVerifiedStatus(status: string | undefined): boolean {
  return !status || status === "Success";
}

function listOf<T>(list: readonly T[] | undefined): readonly T[] {
  return Array.isArray(list) ? (list as readonly T[]) : [];
}

import type { OneOrMore, PolicyDocument, PolicyPrincipal, PolicyStatement } from "./applied-rules";
import { matchesPattern } from "./iam-pattern";
import { conditionHolds, UnknownOperatorError, type RequestContext } from "./policy-condition";

/** SES's request to S3 when it writes an object for a receipt rule. */
export interface SesWrite {
  readonly account: string;
  readonly region: string;
  readonly ruleSet: string;
  readonly rule: string;
  readonly bucket: string;
  readonly key: string;
}

const SES_PRINCIPAL = "ses.amazonaws.com";
const WRITE_ACTION = "s3:PutObject";

/**
 * Why the bucket's policy does not let SES write; `undefined`: the policy lets SES write. SES has no permission except
 * by this policy, so an Allow statement must apply, and no Deny statement may apply.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html
 */
export function whyDenied(policy: PolicyDocument | undefined, write: SesWrite): string | undefined {
  if (policy === undefined)
    return `bucket ${write.bucket} has no policy; expected one that allows ${SES_PRINCIPAL} ${WRITE_ACTION}`;
  try {
    const applying = policy.Statement.filter((statement) => applies(statement, write));
    if (applying.some(({ Effect }) => Effect === "Deny"))
      return `the policy of ${write.bucket} denies ${describe(write)}`;
    if (applying.length === 0) return `no statement of the policy of ${write.bucket} allows ${describe(write)}`;
    return undefined;
  } catch (error) {
    if (!(error instanceof UnknownOperatorError)) throw error;
    return `the policy of ${write.bucket} uses the condition operator ${error.message}, which this endpoint does not support`;
  }
}

function applies(statement: PolicyStatement, write: SesWrite): boolean {
  const request = contextOf(write);
  return (
    namesSes(statement.Principal, statement.NotPrincipal) &&
    covers(statement.Action, statement.NotAction, (pattern) =>
      matchesPattern(pattern.toLowerCase(), WRITE_ACTION.toLowerCase()),
    ) &&
    covers(statement.Resource, statement.NotResource, (pattern) => matchesPattern(pattern, resourceArn(write))) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, patterns]) => conditionHolds(operator, key, patterns, request)),
    )
  );
}

/** The condition keys of a write by SES, which uses TLS and requests no encryption. */
function contextOf(write: SesWrite): RequestContext {
  const { account, region, ruleSet, rule } = write;
  return {
    "aws:sourceaccount": account,
    "aws:sourcearn": `arn:aws:ses:${region}:${account}:receipt-rule-set/${ruleSet}:receipt-rule/${rule}`,
    // AWS documented this condition key until March 2022.
    "aws:referer": account,
    "aws:securetransport": "true",
    "s3:tlsversion": "1.2",
    "aws:principalisawsservice": "true",
    "aws:principalservicename": SES_PRINCIPAL,
  };
}

function namesSes(principal: PolicyPrincipal | undefined, notPrincipal: PolicyPrincipal | undefined): boolean {
  if (principal !== undefined) return includesSes(principal);
  return notPrincipal !== undefined && !includesSes(notPrincipal);
}

function includesSes(principal: PolicyPrincipal): boolean {
  if (principal === "*") return true;
  return listOf(principal.Service).includes(SES_PRINCIPAL) || listOf(principal.AWS).includes("*");
}

function covers(
  included: OneOrMore | undefined,
  excluded: OneOrMore | undefined,
  matches: (pattern: string) => boolean,
): boolean {
  return included !== undefined
    ? listOf(included).some(matches)
    : excluded !== undefined && !listOf(excluded).some(matches);
}

function listOf(value: OneOrMore | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

function resourceArn({ bucket, key }: SesWrite): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}

function describe(write: SesWrite): string {
  const { account, region, ruleSet, rule } = write;
  return `${SES_PRINCIPAL} ${WRITE_ACTION} on ${resourceArn(write)} for rule ${ruleSet}/${rule} of account ${account} in ${region}`;
}

import { splitAtDomain } from "./address";
import type {
  AddHeaderAction,
  AppliedRules,
  OtherAction,
  ReceiptRule,
  ReceiptRuleSet,
  S3Action,
} from "./applied-rules";
import { isBlocked } from "./ip-filter";
import { matchesCondition } from "./recipient-condition";
import type { LocalPartCase } from "./address";
import type { RecipientRefusal } from "./recipient-refusal";
import { isVerified } from "./verified-identity";

/** The facts about the sender's session that SES knows when it answers RCPT TO. */
export interface SessionFacts {
  readonly clientIp: string;
  readonly tls: boolean;
}

/**
 * Why SES refuses a recipient during the SMTP session; `undefined`: SES accepts the recipient.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-concepts.html
 */
export function refusalOf(
  rules: AppliedRules,
  recipient: string,
  session: SessionFacts,
  localPartCase?: LocalPartCase,
): RecipientRefusal | undefined {
  if (isBlocked(rules.ipFilters, session.clientIp)) return "blocked-address";
  if (rules.activeRuleSet === undefined) return "no-active-rule-set";
  const address = splitAtDomain(recipient);
  if (address === undefined || !isVerified(rules.identities, address.domain)) return "unverified-domain";
  const matching = rules.activeRuleSet.rules.filter(
    (rule) => rule.enabled && coversRecipient(rule, recipient, localPartCase),
  );
  if (matching.length === 0) return "no-matching-rule";
  return matching.some((rule) => allowsSession(rule, session.tls)) ? undefined : "tls-required";
}

/** An object to write for an accepted message. */
export interface PlannedWrite {
  readonly rule: ReceiptRule;
  readonly action: S3Action;
  /** The accepted recipients that this rule matches. */
  readonly recipients: readonly string[];
  /** The headers that AddHeader actions before this action add. */
  readonly addedHeaders: readonly AddHeaderAction[];
}

/** The actions of the active rule set for an accepted message. */
export interface ActionPlan {
  readonly writes: readonly PlannedWrite[];
  /** Actions that SES would carry out and this endpoint does not support. */
  readonly leftOut: readonly { readonly rule: string; readonly type: OtherAction["type"] }[];
}

/**
 * Plans the actions for an accepted message: every rule that matches an accepted recipient is applied once, in the
 * order of the rule set, until a Stop action ends the evaluation.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-concepts.html
 */
export function planActions(
  ruleSet: ReceiptRuleSet | undefined,
  recipients: readonly string[],
  tls: boolean,
  localPartCase?: LocalPartCase,
): ActionPlan {
  const writes: PlannedWrite[] = [];
  const leftOut: ActionPlan["leftOut"][number][] = [];
  const addedHeaders: AddHeaderAction[] = [];
  for (const rule of ruleSet?.rules ?? []) {
    if (!rule.enabled || !allowsSession(rule, tls)) continue;
    const matched = recipients.filter((recipient) => coversRecipient(rule, recipient, localPartCase));
    if (matched.length === 0) continue;
    for (const action of rule.actions) {
      switch (action.type) {
        case "S3":
          writes.push({ rule, action, recipients: matched, addedHeaders: [...addedHeaders] });
          break;
        case "AddHeader":
          addedHeaders.push(action);
          break;
        case "Stop":
          return { writes, leftOut };
        default:
          leftOut.push({ rule: rule.name, type: action.type });
      }
    }
  }
  return { writes, leftOut };
}

/** An empty list of recipient conditions covers every recipient of a verified identity. */
function coversRecipient({ recipients }: ReceiptRule, recipient: string, localPartCase?: LocalPartCase): boolean {
  const address = splitAtDomain(recipient);
  if (address === undefined) return false;
  return recipients.length === 0 || recipients.some((condition) => matchesCondition(condition, address, localPartCase));
}

/**
 * A rule that requires TLS does not apply to a session without it.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-metrics.html
 */
function allowsSession({ tlsPolicy }: ReceiptRule, tls: boolean): boolean {
  return tls || tlsPolicy === "Optional";
}

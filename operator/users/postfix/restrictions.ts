import type { Gap } from "../reading";
import type { Parameters } from "./parameters";
import { splitList } from "./split-list";

const STAGES = ["client", "helo", "sender", "relay", "recipient", "data", "end_of_data"] as const;
const parameterOf = (stage: (typeof STAGES)[number]) => `smtpd_${stage}_restrictions` as const;

/**
 * Whether smtpd(8) refuses recipients that no table lists: by the parameter, or by a restriction. A value of a boolean
 * parameter is compared without regard to case, as in mail_conf_bool.c.
 */
export function refusesUnlisted(parameters: Parameters): boolean {
  if (parameters.smtpd_reject_unlisted_recipient.toLowerCase() !== "no") return true;
  const named = STAGES.flatMap((stage) => splitList(parameters[parameterOf(stage)].toLowerCase()));
  return named.includes("reject_unlisted_recipient") || named.includes("check_recipient_maps");
}

const ASK_BY_RCPT = "ask the server by RCPT: standby-mx users verify --smtp 127.0.0.1:25";

/**
 * Gaps for restrictions that may refuse a recipient that the tables have accepted. Those of every stage count, because Postfix delays
 * refusals until RCPT (smtpd_delay_reject).
 */
export function restrictionGaps(parameters: Parameters): Gap[] {
  const classes = new Set(splitList(parameters.smtpd_restriction_classes));
  return STAGES.flatMap((stage) => {
    const name = parameterOf(stage);
    const value = parameters[name];
    return [...accessGaps(name, value), ...classGaps(name, value, classes), ...policyGaps(name, value)];
  });
}

function accessGaps(name: string, value: string): Gap[] {
  const checks = value.matchAll(
    /\bcheck_recipient(?:_\w+)?_access\s+(?:\{\s*)?[^\s,}]+|\breject_unverified_recipient\b/gi,
  );
  return [...checks].map(([check]) => ({
    source: `${name} ${check.replace(/\{\s*/, "")}`,
    why: "it may refuse or accept recipients by rules of its own",
    howToClose: ASK_BY_RCPT,
  }));
}

/** A restriction class (RESTRICTION_CLASS_README) has restrictions of its own. */
function classGaps(name: string, value: string, classes: ReadonlySet<string>): Gap[] {
  const used = splitList(value).filter((word) => classes.has(word));
  return used.map((word) => ({
    source: `${name} ${word}`,
    why: "the restriction class may refuse or accept recipients by rules of its own",
    howToClose: `${ASK_BY_RCPT}; then acknowledge this gap`,
  }));
}

function policyGaps(name: string, value: string): Gap[] {
  const services = [...value.matchAll(/\bcheck_policy_service\s+(?:\{\s*)?([^\s,}]+)/gi)];
  return services.map(([, service = ""]) => ({
    source: `${name} check_policy_service ${service}`,
    why: "the policy service may refuse recipients by rules of its own, such as a quota or greylisting",
    howToClose: `${ASK_BY_RCPT}; then acknowledge this gap`,
  }));
}

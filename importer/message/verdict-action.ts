import type { VerdictAction, Verdicts } from "../../settings/model";
import type { DmarcPolicy, SesBlock } from "./model";

/** The action that the settings have for a message, with the reason. */
export interface VerdictDecision {
  readonly action: VerdictAction;
  /** `undefined`: no verdict of SES failed. */
  readonly reason: string | undefined;
}

/** A check of SES that a message has failed. */
export interface FailedVerdict {
  readonly verdict: keyof Verdicts;
  readonly reason: string;
}

const STRICTNESS: readonly VerdictAction[] = ["deliver", "junk", "quarantine", "hold"];

/** The strictest action that the settings have for one of these failed verdicts. */
export function strictestAction(failed: readonly FailedVerdict[], verdicts: Verdicts): VerdictDecision {
  const decisions = failed.map(({ verdict, reason }) => ({ action: verdicts[verdict], reason }));
  const strictness = ({ action }: VerdictDecision) => STRICTNESS.indexOf(action);
  const start: VerdictDecision = { action: "deliver", reason: undefined };
  return decisions.reduce((a: VerdictDecision, b) => (strictness(b) > strictness(a) ? b : a), start);
}

/**
 * The verdicts that a message has failed. Without SES's block no verdict has failed, and the message is delivered: headers below the
 * block may be the sender's. `policy`: the DMARC policy that a queue record reported. SES's block seldom has the policy, and the
 * policy there stands beside a domain that the sender chose.
 */
export function failedVerdicts(block: SesBlock | undefined, policy?: DmarcPolicy): readonly FailedVerdict[] {
  const dmarc = block?.dmarc;
  return [
    { failed: block?.virus === "FAIL", verdict: "virus" as const, reason: "SES found a virus" },
    { failed: block?.spam === "FAIL", verdict: "spam" as const, reason: "SES classified the message as spam" },
    {
      failed: dmarc?.result === "fail" && (policy ?? dmarc.policy) === "reject",
      verdict: "dmarcReject" as const,
      reason: `the message fails DMARC, and ${dmarc?.domain ?? "the domain in its From header"} wants such mail rejected`,
    },
  ].flatMap(({ failed, ...verdict }) => (failed ? [verdict] : []));
}

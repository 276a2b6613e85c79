import type { VerdictAction, Verdicts } from "../../settings/model";
import type { DmarcPolicy, SesBlock } from "./ses-block";

/** What is done with a message, and which verdict asks for it. */
export interface Judgement {
  readonly action: VerdictAction;
  /** `undefined`: no verdict of SES speaks against the message. */
  readonly reason: string | undefined;
}

const STRICTNESS: readonly VerdictAction[] = ["deliver", "junk", "quarantine", "hold"];

/**
 * What the settings want for a message of which SES said this: the strictest action of all verdicts that failed. Without SES's
 * block nothing speaks against a message, whatever it says of itself; SES delivers everything, and so do we. `policy`: that of
 * DMARC as a queue reported it; SES's block seldom has it, and there it stands beside a domain that the sender has chosen.
 */
export function judge(block: SesBlock | undefined, verdicts: Verdicts, policy?: DmarcPolicy): Judgement {
  const judgements = failures(block, policy).map(({ verdict, reason }) => ({ action: verdicts[verdict], reason }));
  const strictness = ({ action }: Judgement) => STRICTNESS.indexOf(action);
  const start: Judgement = { action: "deliver", reason: undefined };
  return judgements.reduce((a: Judgement, b) => (strictness(b) > strictness(a) ? b : a), start);
}

function failures(block: SesBlock | undefined, policy?: DmarcPolicy): { verdict: keyof Verdicts; reason: string }[] {
  const dmarc = block?.dmarc;
  return [
    { failed: block?.virus === "FAIL", verdict: "virus" as const, reason: "SES found a virus in it" },
    { failed: block?.spam === "FAIL", verdict: "spam" as const, reason: "SES takes it for spam" },
    {
      failed: dmarc?.result === "fail" && (policy ?? dmarc.policy) === "reject",
      verdict: "dmarcReject" as const,
      reason: `it is not from ${dmarc?.domain ?? "the domain in its From header"}, which wants such mail rejected (DMARC)`,
    },
  ].filter(({ failed }) => failed);
}

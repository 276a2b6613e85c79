import type { Finding } from "../doctor/model";
import type { ProbeReply } from "../doctor/smtp/smtp-client";
import { acceptanceDifferences, type Differences, extensionDifferences, refusalDifferences } from "./assumptions";
import type { DialogueResult } from "./dialogue";

/** An OK finding if there are no differences; otherwise a NOTE with the differences. */
export function goodUnless(differences: Differences, found: string): Finding {
  if (differences.length === 0) return { status: "OK", found };
  return {
    status: "NOTE",
    found: [found, ...differences].join("; "),
    expected: "what inbound/undocumented.ts assumes",
    advice: "tell the maintainers of standby-mx what SES does",
  };
}

export function connectionHop({ ip, hello }: DialogueResult, host: string): Finding {
  return { ...goodUnless(extensionDifferences(hello), `SMTP with ${host} (${ip})`), source: host };
}

export function inventedHop(reply: ProbeReply | undefined, address: string | undefined): Finding {
  if (reply === undefined) return { status: "OK", found: "not asked: a catch-all of the settings takes every address" };
  const found = `${address}: ${reply.code} ${reply.text}`;
  if (reply.code >= 500) return goodUnless(refusalDifferences(reply), found);
  if (reply.code >= 400)
    return { status: "UNKNOWN", found, expected: "550", why: "The standby defers the recipient (4xx)." };
  return {
    status: "WARN",
    found,
    expected: "550, as from the primary",
    why: "A sender who mistypes an address gets no error, and the mail waits in the bucket although no mailbox gets it.",
    advice: "with the credentials of your AWS account, run:",
    fix: "standby-mx doctor ses-refuses ses-rules",
  };
}

export function addressHop({ answer, isAccepted }: DialogueResult, address: string): Finding {
  const found = `${address}: ${answer.code} ${answer.text}`;
  if (isAccepted) return goodUnless(acceptanceDifferences(answer), found);
  if (answer.code < 500) {
    const why = "The standby defers the message (4xx); a sender tries again.";
    return { status: "UNKNOWN", found, expected: "250", why, advice: "try again in some minutes" };
  }
  return {
    status: "FAIL",
    found,
    expected: "250",
    why: "The refusal is final: the sender's message bounces.",
    advice: "with the credentials of your AWS account, run:",
    fix: "standby-mx doctor --only aws",
  };
}

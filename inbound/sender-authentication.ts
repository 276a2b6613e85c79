import { dkimVerify } from "mailauth/lib/dkim/verify";
import { dmarc } from "mailauth/lib/dmarc";
import { spf } from "mailauth/lib/spf";
import { toALabels } from "../lib/domain-name";
import type { DnsResolver } from "./dns-resolver";
import type { ReceivedMessage } from "./received-message";
import { undocumented } from "./undocumented";
import type { SenderAuthentication, Verdict } from "./verdict";

/**
 * Checks SPF, DKIM and DMARC of a message, as SES checks them before its actions; no result prevents an action.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-concepts.html
 */
export async function authenticateSender(message: ReceivedMessage, dns: DnsResolver): Promise<SenderAuthentication> {
  try {
    return await authenticate(message, dns);
  } catch {
    return uncheckedSender(message, "permerror");
  }
}

/** The verdicts for checks that failed or took too long; the message is stored nevertheless. */
export function uncheckedSender(message: ReceivedMessage, result: "temperror" | "permerror"): SenderAuthentication {
  return {
    spf: { verdict: "PROCESSING_FAILED", receivedSpf: receivedSpf(message, result, message.client.helo) },
    dkim: { verdict: "PROCESSING_FAILED", signatures: [] },
    dmarc: { verdict: "PROCESSING_FAILED", result, domain: undefined, policy: undefined },
  };
}

async function authenticate(message: ReceivedMessage, dns: DnsResolver): Promise<SenderAuthentication> {
  const resolver = (name: string, type: string) => dns.resolve(name, type);
  const [spfResult, dkimResult] = await Promise.all([
    spf({ ...spfIdentity(message), ip: message.client.ip, mta: "spfCheck", resolver }),
    dkimVerify(message.content, { resolver }),
  ]);
  // For unsigned mail, mailauth returns one signature with the result "none".
  const signatures = dkimResult.results.filter(({ status }) => status.result !== "none");
  const passing = signatures.filter(({ status }) => status.result === "pass");
  const dmarcResult = await dmarc({
    headerFrom: dkimResult.headerFrom,
    spfDomains: spfResult.status.result === "pass" ? [spfResult.domain] : [],
    dkimDomains: passing.map(({ id, signingDomain, status }) => ({ id, domain: signingDomain, ...status })),
    resolver,
  });
  return {
    spf: {
      verdict: spfVerdict(spfResult.status.result),
      receivedSpf: receivedSpf(message, spfResult.status.result, spfResult.domain),
    },
    dkim: {
      verdict: dkimVerdict(signatures),
      signatures: signatures.map(({ status, signingDomain }) => ({
        result: dkimWord(status),
        domain: signingDomain,
      })),
    },
    dmarc: dmarcPart(dkimResult.headerFrom, dmarcResult),
  };
}

type DkimStatus = Awaited<ReturnType<typeof dkimVerify>>["results"][number]["status"];

/** The null sender is checked as `postmaster` at the client's HELO name (RFC 7208 section 2.4). */
function spfIdentity({ sender, client }: ReceivedMessage): { sender: string; helo: string } {
  return { sender: sender === "" ? `postmaster@${client.helo}` : sender, helo: client.helo };
}

/** The texts are those of Apache jSPF, as real mail from SES shows for `pass` and `none`. */
function receivedSpf(message: ReceivedMessage, result: string, domain: string): string {
  const { sender, helo } = spfIdentity(message);
  const { ip } = message.client;
  const comments: Record<string, string> = {
    pass: `domain of ${domain} designates ${ip} as permitted sender`,
    fail: `domain of ${domain} does not designate ${ip} as permitted sender`,
    softfail: `transitioning domain of ${domain} does not designate ${ip} as permitted sender`,
    neutral: `${ip} is neither permitted nor denied by domain of ${domain}`,
    none: `${ip} is neither permitted nor denied by domain of ${domain}`,
  };
  const comment = comments[result] ?? `error in processing during lookup of ${domain}`;
  return `${result} (spfCheck: ${comment}) client-ip=${ip}; envelope-from=${sender}; helo=${helo};`;
}

function spfVerdict(result: string): Verdict {
  const verdicts: Record<string, Verdict> = {
    pass: "PASS",
    fail: "FAIL",
    softfail: undocumented.softfail.value,
    neutral: "GRAY",
    none: "GRAY",
  };
  return verdicts[result] ?? "PROCESSING_FAILED";
}

/** mailauth calls `neutral` what RFC 8601 section 2.7.1 calls `fail` (wrong hash) or `permerror` (no usable key). */
function dkimWord({ result, comment }: DkimStatus): string {
  if (result === "neutral") return comment === "body hash did not verify" ? "fail" : "permerror";
  return result === "policy" ? "permerror" : result;
}

/** GRAY: the mail is unsigned, or, as in real mail, a valid signature is of a domain other than the author's. */
function dkimVerdict(results: readonly { status: DkimStatus }[]): Verdict {
  const resultWords = results.map(({ status }) =>
    dkimWord(status) === "pass" && status.aligned === false ? "other" : dkimWord(status),
  );
  if (resultWords.includes("pass")) return "PASS";
  if (resultWords.includes("fail")) return "FAIL";
  return resultWords.some((word) => word.endsWith("error")) ? "PROCESSING_FAILED" : "GRAY";
}

function dmarcPart(
  headerFrom: readonly string[],
  found: Awaited<ReturnType<typeof dmarc>>,
): SenderAuthentication["dmarc"] {
  const from = headerFrom.length === 1 ? headerFrom[0] : undefined;
  const domain = from === undefined ? undefined : toALabels(from.slice(from.lastIndexOf("@") + 1));
  const result = found === false || domain === undefined ? "permerror" : found.status.result;
  const verdicts: Record<string, Verdict> = { pass: "PASS", fail: "FAIL", none: "GRAY" };
  const policy = found !== false && result === "fail" ? found.policy?.toLowerCase() : undefined;
  return {
    verdict: verdicts[result] ?? "PROCESSING_FAILED",
    result,
    domain,
    policy: policy === "none" || policy === "quarantine" || policy === "reject" ? policy : undefined,
  };
}

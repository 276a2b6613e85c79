import { standbyHost } from "../../../../settings/names/standby-hosts";
import type { DoctorContext } from "../../context";
import { fetchPolicyOf } from "../../mta-sts/fetch-policy";
import { listsHost, type MtaStsPolicy, readPolicy } from "../../mta-sts/policy";
import { type Finding, HTTP_DEADLINE_MS } from "../../model";
import { domainCheck } from "./domain-check";
import { domainNamed } from "./mx-set";
import { stsRecords } from "./sts-records";
import { messageOf } from "../../../../lib/errors";

const DAY_S = 86_400;

export const mtaStsPolicy = domainCheck({
  id: "mta-sts-policy",
  title: "Does the MTA-STS policy allow the primary and the standby?",
  needs: ["mta-sts-record"],
  deadlineMs: HTTP_DEADLINE_MS,
  async look(domain, context, signal): Promise<Finding | readonly Finding[]> {
    const { answers } = await context.dns.lookup(`_mta-sts.${domain}`, "TXT", domain);
    if (!answers.some((answer) => stsRecords(answer).length > 0)) return [];
    const source = `https://mta-sts.${domain}/.well-known/mta-sts.txt`;
    const fetched = await fetchPolicyOf(domain, context.dns, signal);
    if (fetched.kind === "unreachable") {
      return {
        status: "UNKNOWN",
        found: `could not fetch the policy: ${fetched.reason}`,
        expected: "the policy",
        why: "Many networks cannot reach their own public address from the inside; senders may reach it.",
        advice: "from another network, run:",
        fix: `curl ${source}`,
        source,
      };
    }
    if (fetched.kind === "refused") return { ...unusable(fetched.reason), source };
    try {
      return { ...judgePolicy(readPolicy(fetched.text), domain, context), source };
    } catch (error) {
      return {
        ...unusable(`the policy cannot be read: ${messageOf(error)}`),
        source,
      };
    }
  },
});

function unusable(found: string): Finding {
  return {
    status: "WARN",
    found,
    expected: "a policy with HTTP 200, a valid certificate and no redirect (RFC 8461 section 3.3)",
    why: "Senders ignore the policy, or keep an older one that may not list the standby.",
    advice: "serve the policy there, or remove the _mta-sts TXT record",
  };
}

function judgePolicy({ mode, mx, maxAge }: MtaStsPolicy, domain: string, context: DoctorContext): Finding {
  const hosts = [
    ...domainNamed(context, domain).primary.map(({ host }) => host),
    ...context.settings.regions.map(({ name }) => standbyHost(name)),
  ];
  const missing = hosts.filter((host) => !listsHost(mx, host));
  const found = `mode ${mode}${mx.length > 0 ? `, mx ${mx.join(", ")}` : ""}`;
  if (mode === "none") {
    return {
      status: "NOTE",
      found,
      expected: "enforce, testing, or no record",
      why: "This policy requires nothing of senders.",
    };
  }
  if (missing.length > 0) {
    return {
      status: mode === "enforce" ? "FAIL" : "WARN",
      found: `${found}; not ${missing.join(", ")}`,
      expected: "every MX host in the policy",
      why:
        mode === "enforce"
          ? "Senders that obey the policy (Gmail, Microsoft) never deliver to a host that it does not list."
          : "Senders report it now, and will never deliver to these hosts once the mode is enforce.",
      advice: "give the _mta-sts TXT record a new id, and add to the policy:",
      fix: missing.map((host) => `mx: ${host}`).join("\n"),
    };
  }
  if (maxAge < DAY_S) {
    const why = "Senders forget the policy before the next message, so that it protects little.";
    return { status: "NOTE", found: `${found}, max_age ${maxAge} s`, expected: `max_age of a day or more`, why };
  }
  return { status: "OK", found };
}

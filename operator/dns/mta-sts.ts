import { createHash } from "node:crypto";
import { listsHost, type MtaStsPolicy, readPolicy } from "../doctor/mta-sts/policy";
import type { FetchedPolicy } from "../doctor/mta-sts/fetch-policy";
import type { PolicyFile } from "./model";
import { messageOf } from "../../lib/errors";

const WEEK_S = 7 * 24 * 60 * 60;

/** The policy that lists all MX hosts. If a policy is served already, its mode, max_age and hosts are kept. */
export function policyFile(domain: string, hosts: readonly string[], fetched: FetchedPolicy): PolicyFile {
  const url = `https://mta-sts.${domain}/.well-known/mta-sts.txt`;
  const newPolicy: MtaStsPolicy = { mode: "testing", mx: hosts, maxAge: WEEK_S };
  if (fetched.kind !== "policy") {
    const state = fetched.kind === "refused" ? "missing" : "unknown";
    return { url, text: policyText(newPolicy), state, found: fetched.reason };
  }
  try {
    const served = readPolicy(fetched.text);
    const missing = hosts.filter((host) => !listsHost(served.mx, host));
    const text = policyText({ ...served, mx: [...served.mx, ...missing] });
    if (missing.length === 0 || served.mode === "none")
      return { url, text, state: "seen", found: `mode ${served.mode}` };
    return { url, text, state: "different", found: `mode ${served.mode}, without ${missing.join(", ")}` };
  } catch (error) {
    const found = `the policy cannot be read: ${messageOf(error)}`;
    return { url, text: policyText(newPolicy), state: "different", found };
  }
}

/** RFC 8461 section 3.2. */
function policyText({ mode, mx, maxAge }: MtaStsPolicy): string {
  return ["version: STSv1", `mode: ${mode}`, ...mx.map((host) => `mx: ${host}`), `max_age: ${maxAge}`, ""].join("\n");
}

/** The id changes exactly when the policy changes (RFC 8461 section 3.1). */
export function policyId(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 20);
}

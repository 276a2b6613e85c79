import { request } from "node:https";
import type { DnsLookups } from "../dns/dns-lookups";

/** The result of fetching a policy; `refused`: the fault is the server's, `unreachable`: the cause is unknown. */
export type FetchedPolicy =
  | { readonly kind: "policy"; readonly text: string }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string };

const MAX_POLICY_BYTES = 64 * 1024;
const HTTPS_PORT = 443;
const POLICY_PATH = "/.well-known/mta-sts.txt";

/** The policy of a domain, from the first address of its host that can be reached. */
export async function fetchPolicyOf(domain: string, dns: DnsLookups, signal: AbortSignal): Promise<FetchedPolicy> {
  const host = `mta-sts.${domain}`;
  const lookups = await Promise.all([dns.lookup(host, "A"), dns.lookup(host, "AAAA")]);
  if (lookups.every(({ answers }) => answers.length === 0)) {
    return { kind: "unreachable", reason: `no server answered for the addresses of ${host}` };
  }
  let fetched: FetchedPolicy = { kind: "refused", reason: `${host} has no address` };
  for (const address of await dns.addresses(host)) {
    fetched = await fetchPolicy(domain, address, signal);
    if (fetched.kind !== "unreachable") break;
  }
  return fetched;
}

/**
 * Fetches the policy as a sender must: from the host `mta-sts.<domain>` by HTTPS with a valid certificate, and no redirect is
 * followed (RFC 8461 section 3.3).
 * @param address of that host, as DNS has it
 */
function fetchPolicy(domain: string, address: string, signal: AbortSignal): Promise<FetchedPolicy> {
  const servername = `mta-sts.${domain}`;
  return new Promise((resolve) => {
    const fail = (error: Error) =>
      resolve(signal.aborted ? { kind: "unreachable", reason: "no complete answer in time" } : toFailure(error));
    const sent = request(
      {
        host: address,
        port: HTTPS_PORT,
        servername,
        path: POLICY_PATH,
        headers: { host: servername },
        signal,
        agent: false,
      },
      (response) => {
        const { statusCode = 0, headers } = response;
        if (statusCode !== 200) {
          const where = headers.location === undefined ? "" : ` to ${headers.location}`;
          resolve({ kind: "refused", reason: `the server answered HTTP ${statusCode}${where}` });
          response.destroy();
          return;
        }
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
          if (text.length <= MAX_POLICY_BYTES) return;
          resolve({ kind: "refused", reason: `the policy has more than ${MAX_POLICY_BYTES / 1024} KiB` });
          response.destroy();
        });
        response.on("end", () => resolve({ kind: "policy", text }));
        response.on("error", fail);
      },
    );
    sent.on("error", fail);
    sent.end();
  });
}

/** Codes of Node and OpenSSL for certificates that a sender would not accept either. */
const CERTIFICATE_ERROR =
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_SSL)/;

function toFailure(error: NodeJS.ErrnoException): FetchedPolicy {
  const { code = "", message } = error;
  if (CERTIFICATE_ERROR.test(code)) return { kind: "refused", reason: `the certificate is not valid: ${message}` };
  return { kind: "unreachable", reason: code || message };
}

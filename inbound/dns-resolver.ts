import { promises as dns } from "node:dns";

/** What is asked of DNS: the two methods of Node's own resolver, errors and their codes included. */
export interface DnsResolver {
  resolve(name: string, type: string): Promise<unknown>;
  reverse(ip: string): Promise<string[]>;
}

/** The machine's DNS, which gives up after two seconds rather than keep a message waiting. */
export function systemResolver(): DnsResolver {
  return new dns.Resolver({ timeout: 2_000, tries: 1 });
}

/** For a rehearsal without network: every question fails at once, so that SPF and DKIM say `temperror`. */
export const noDns: DnsResolver = {
  resolve: (name) => Promise.reject(refused(name)),
  reverse: (ip) => Promise.reject(refused(ip)),
};

function refused(question: string): Error {
  return Object.assign(new Error(`DNS is switched off, so ${question} was not looked up`), { code: "EREFUSED" });
}

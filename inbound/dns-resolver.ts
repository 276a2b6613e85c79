import { promises as dns } from "node:dns";

/** The two methods that are used of Node's resolver, with its errors and their codes. */
export interface DnsResolver {
  resolve(name: string, type: string): Promise<unknown>;
  reverse(ip: string): Promise<string[]>;
}

/** The resolver of this machine, with a timeout of two seconds, so that a message does not wait longer. */
export function systemResolver(): DnsResolver {
  return new dns.Resolver({ timeout: 2_000, tries: 1 });
}

/** A resolver for a drill without network: every query fails at once, so that SPF and DKIM return `temperror`. */
export const noDns: DnsResolver = {
  resolve: (name) => Promise.reject(refused(name)),
  reverse: (ip) => Promise.reject(refused(ip)),
};

function refused(question: string): Error {
  return Object.assign(new Error(`DNS is switched off, so ${question} was not looked up`), { code: "EREFUSED" });
}

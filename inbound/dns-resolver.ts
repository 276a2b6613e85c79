import { promises as dns } from "node:dns";

/** The two methods of Node's resolver that are used, with its errors and their codes. */
export interface DnsResolver {
  resolve(name: string, type: string): Promise<unknown>;
  reverse(ip: string): Promise<string[]>;
}

/** The machine's DNS, with a timeout of two seconds so that a message does not wait longer. */
export function systemResolver(): DnsResolver {
  return new dns.Resolver({ timeout: 2_000, tries: 1 });
}

/** For a drill without network: every query fails at once, so that SPF and DKIM say `temperror`. */
export const noDns: DnsResolver = {
  resolve: (name) => Promise.reject(refused(name)),
  reverse: (ip) => Promise.reject(refused(ip)),
};

function refused(question: string): Error {
  return Object.assign(new Error(`DNS is switched off, so ${question} was not looked up`), { code: "EREFUSED" });
}

import type { DnsResolver } from "../../../../inbound/dns-resolver";

/** A DNS with only these TXT records, by name; throws a record that is an error. */
export function zone(records: Readonly<Record<string, string | Error>>): DnsResolver {
  return {
    resolve: (name, type) => {
      const found = type === "TXT" ? records[name] : undefined;
      if (found instanceof Error) return Promise.reject(found);
      return found === undefined ? Promise.reject(dnsError("ENOTFOUND")) : Promise.resolve([[found]]);
    },
    reverse: () => Promise.resolve(["mail.sender.example"]),
  };
}

export function dnsError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

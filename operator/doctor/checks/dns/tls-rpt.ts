import { judgeLookup } from "../../dns/judge";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";

export const tlsRpt = domainCheck({
  id: "tls-rpt",
  title: "Do senders report failed TLS (TLS-RPT)?",
  async look(domain, { dns }): Promise<Finding> {
    const name = `_smtp._tls.${domain}`;
    return judgeLookup(await dns.lookup(name, "TXT", domain), ({ values }) => {
      const records = values.filter((text) => /^v=TLSRPTv1\s*;/i.test(text));
      if (records.length === 1) return { status: "OK", found: records[0]! };
      return {
        status: "NOTE",
        found: records.length === 0 ? "no record" : `${records.length} records, which count as none`,
        expected: `one TXT record at ${name}`,
        why: "Without reports you do not learn that senders cannot use TLS with the primary or the standby (RFC 8460).",
        fix: `${name}. 3600 IN TXT "v=TLSRPTv1; rua=mailto:postmaster@${domain}"`,
      };
    });
  },
});

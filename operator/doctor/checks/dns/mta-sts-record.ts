import { judgeLookup } from "../../dns/judge";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { stsRecords } from "./sts-records";

export const mtaStsRecord = domainCheck({
  id: "mta-sts-record",
  title: "Is there exactly one MTA-STS record, or none?",
  async look(domain, { dns }): Promise<Finding> {
    const name = `_mta-sts.${domain}`;
    return judgeLookup(await dns.lookup(name, "TXT", domain), (answer) => {
      const records = stsRecords(answer);
      if (records.length === 0) {
        const why =
          "Nothing makes senders use TLS. MTA-STS is up to you; if you add a policy, list the standby in it too.";
        return { status: "NOTE", found: "no record, so no policy", expected: "no record, or one", why };
      }
      const [record = ""] = records;
      const fix = `${name}. 3600 IN TXT "v=STSv1; id=${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}"`;
      if (records.length > 1) {
        const why = "Senders ignore the policy when there is more than one record (RFC 8461 section 3.1).";
        return { status: "WARN", found: records.join(" and "), expected: "one record", why, fix };
      }
      if (!/;\s*id=[A-Za-z0-9]{1,32}\s*(;|$)/.test(record)) {
        const why = "Senders ignore a record without a valid id (RFC 8461 section 3.1), and so the policy.";
        return { status: "WARN", found: record, expected: "an id of 1 to 32 letters and digits", why, fix };
      }
      return { status: "OK", found: record };
    });
  },
});

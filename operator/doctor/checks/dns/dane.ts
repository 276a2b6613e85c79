import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { ownExchangers } from "./hosts";

export const dane = domainCheck({
  id: "dane",
  title: "Does DANE protect the primary, but not the standby?",
  needs: ["mx-records"],
  async look(domain, context): Promise<Finding> {
    const hosts = await ownExchangers(context, domain);
    const withTlsa: string[] = [];
    for (const { host } of hosts) {
      const { answers } = await context.dns.lookup(`_25._tcp.${host}`, "TLSA");
      if (answers.some(({ values }) => values.length > 0)) withTlsa.push(host);
    }
    if (withTlsa.length === 0) return { status: "OK", found: "no TLSA records" };
    return {
      status: "NOTE",
      found: `TLSA records of ${withTlsa.join(", ")}`,
      expected: "none for the standby: SES publishes none",
      why: "Mail to the standby can be protected by MTA-STS, but not by DANE. There is no remedy.",
    };
  },
});

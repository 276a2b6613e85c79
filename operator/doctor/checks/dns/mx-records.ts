import { standbyHosts } from "../../../../settings/names/standby-hosts";
import { differenceIn, judgeLookup } from "../../dns/judge";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { describeExchangers, domainNamed, mailExchangers, mxLookup, mxRecord } from "./mx-set";

export const mxRecords = domainCheck({
  id: "mx-records",
  title: "Do all resolvers see the same MX records?",
  async look(name, context): Promise<Finding> {
    const lookup = await mxLookup(context, name);
    const domain = domainNamed(context, name);
    const records = [...domain.primary, ...standbyHosts(domain, context.settings.regions)].map((mx) =>
      mxRecord(name, mx),
    );
    const expected = "MX records of the primary and of the standby";
    const fix = records.join("\n");
    const finding = judgeLookup(lookup, (answer) => {
      const exchangers = mailExchangers(answer);
      if (!answer.exists) {
        return {
          status: "FAIL",
          found: `there is no domain ${name}`,
          expected,
          why: "No sender can reach the domain: mail to it bounces at once.",
          advice: "renew the domain, correct its name servers at the registrar, or correct the name in the settings",
        };
      }
      if (exchangers.length === 0) {
        const why = "Without MX records senders use the address of the domain itself, and never the standby.";
        return { status: "FAIL", found: "no MX records", expected, why, fix };
      }
      if (exchangers.some(({ host }) => host === ".")) {
        const why = "This record says that the domain takes no mail at all (RFC 7505): senders bounce at once.";
        return { status: "FAIL", found: `a null MX record (${describeExchangers(exchangers)})`, expected, why, fix };
      }
      return { status: "OK", found: describeExchangers(exchangers) };
    });
    return finding.status === "OK" ? (differenceIn(lookup) ?? finding) : finding;
  },
});

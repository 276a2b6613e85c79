import { standbyHosts } from "../../../../settings/names/standby-hosts";
import { judgeLookup } from "../../dns/judge";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { domainNamed, isStandbyHost, mailExchangers, mxLookup, mxRecord } from "./mx-set";

export const mxStandby = domainCheck({
  id: "mx-standby",
  title: "Is the standby in the MX records, and no other SES host?",
  needs: ["mx-records"],
  async look(name, context): Promise<Finding> {
    const expectedHosts = standbyHosts(domainNamed(context, name), context.settings.regions);
    const hosts = expectedHosts.map(({ host }) => host);
    return judgeLookup(await mxLookup(context, name), (answer) => {
      const published = mailExchangers(answer).map(({ host }) => host);
      const missing = expectedHosts.filter(({ host }) => !published.includes(host));
      const foreign = published.filter((host) => isStandbyHost(host) && !hosts.includes(host));
      const expected = hosts.join(", ");
      if (missing.length > 0) {
        return {
          status: "FAIL",
          found: `no MX record of ${missing.map(({ host }) => host).join(", ")}`,
          expected,
          why: "While the primary is down, senders do not find the standby: they keep the mail, and it bounces in the end.",
          fix: missing.map((mx) => mxRecord(name, mx)).join("\n"),
        };
      }
      if (foreign.length > 0) {
        return {
          status: "FAIL",
          found: `${foreign.join(", ")}, of a region that is not in the settings`,
          expected: `no SES host but ${expected}`,
          why: "SES refuses mail for good in a region where no rule takes it.",
          advice: `remove the MX record of ${foreign.join(", ")}, or add its region to the settings and deploy`,
        };
      }
      return { status: "OK", found: expected };
    });
  },
});

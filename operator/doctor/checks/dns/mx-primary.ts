import { judgeLookup } from "../../dns/judge";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { describeExchangers, domainNamed, isStandbyHost, mailExchangers, mxLookup, mxRecord } from "./mx-set";

export const mxPrimary = domainCheck({
  id: "mx-primary",
  title: "Are the primary's hosts in the MX records as the settings say?",
  needs: ["mx-records"],
  async look(name, context): Promise<Finding> {
    const { primary } = domainNamed(context, name);
    return judgeLookup(await mxLookup(context, name), (answer) => {
      const ownHosts = mailExchangers(answer).filter(({ host }) => !isStandbyHost(host));
      const expected = describeExchangers(primary);
      const missing = primary.filter(({ host }) => ownHosts.every((mx) => mx.host !== host));
      if (missing.length > 0) {
        return {
          status: "FAIL",
          found: ownHosts.length > 0 ? describeExchangers(ownHosts) : "no host of the primary",
          expected,
          why: "Senders do not try this host: its mail goes to the other hosts, or to the standby.",
          fix: missing.map((mx) => mxRecord(name, mx)).join("\n"),
        };
      }
      const extra = ownHosts.filter(({ host }) => primary.every((mx) => mx.host !== host));
      const renumbered = ownHosts.filter(({ host, preference }) =>
        primary.some((mx) => mx.host === host && mx.preference !== preference),
      );
      if (extra.length + renumbered.length > 0) {
        return {
          status: "WARN",
          found: describeExchangers(ownHosts),
          expected,
          why: "The next deployment publishes what the settings say, and nothing else.",
          advice: "write the hosts and their numbers into domains.primary of the settings, or correct the MX records",
        };
      }
      return { status: "OK", found: describeExchangers(ownHosts) };
    });
  },
});

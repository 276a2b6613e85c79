import { judgeLookup } from "../../dns/judge";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { describeExchangers, isStandbyHost, mailExchangers, mxLookup } from "./mx-set";

export const mxOrder = domainCheck({
  id: "mx-order",
  title: "Do senders try the standby last?",
  needs: ["mx-records"],
  async look(name, context): Promise<Finding> {
    return judgeLookup(await mxLookup(context, name), (answer) => {
      const all = mailExchangers(answer);
      const standbys = all.filter(({ host }) => isStandbyHost(host));
      const own = all.filter(({ host }) => !isStandbyHost(host));
      const found = describeExchangers(all);
      const first = standbys[0];
      const last = own.at(-1);
      // Other checks report that one of the two is missing.
      if (!first || !last || first.preference > last.preference) return { status: "OK", found };
      const isEqual = first.preference === last.preference;
      return {
        status: "FAIL",
        found,
        expected: `a number above ${last.preference} for ${first.host}`,
        why: isEqual
          ? "Among hosts with the same number, senders choose at random: the standby gets part of the mail while the primary is up."
          : "Senders try the lowest number first: the standby gets the mail while the primary is up.",
        fix: `${name}. 3600 IN MX ${Math.max(100, last.preference + 90)} ${first.host}.`,
      };
    });
  },
});

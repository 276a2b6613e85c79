import { standbyHost } from "../../../../settings/names/standby-hosts";
import { judgeLookup } from "../../dns/judge";
import { type Check, DNS_DEADLINE_MS, type Finding } from "../../model";

export const standbyHostResolves: Check = {
  id: "standby-host",
  title: "Does the standby's host have an address?",
  place: "dns",
  needs: ["dns-resolvers"],
  deadlineMs: DNS_DEADLINE_MS,
  subjects: ({ settings }) => settings.regions.map(({ name }) => standbyHost(name)),
  async look(host, { dns }): Promise<Finding> {
    return judgeLookup(await dns.lookup(host, "A"), ({ values }) =>
      values.length > 0
        ? { status: "OK", found: values.join(", ") }
        : {
            status: "FAIL",
            found: "no address",
            expected: "the addresses of SES",
            why: "Senders cannot reach the standby: SES does not receive in this region, or no longer does.",
            advice: "choose another region in the settings, deploy, and replace the MX record",
          },
    );
  },
};

import { ownNameIn } from "../../../../settings/names/alert-addresses";
import { parseAddress } from "../../../../settings/names/addresses";
import { standbyHost } from "../../../../settings/names/standby-hosts";
import { judgeLookup } from "../../dns/judge";
import { type Check, DNS_DEADLINE_MS, type Finding } from "../../model";
import { mailExchangers } from "./mx-set";

export const alertAddresses: Check = {
  id: "alert-addresses",
  title: "Would an alert reach you while the mail server is down?",
  place: "dns",
  needs: ["dns-resolvers"],
  deadlineMs: DNS_DEADLINE_MS,
  subjects: ({ settings }) => settings.alerts?.email ?? [],
  async look(address, { settings, dns }): Promise<Finding> {
    const { domains, regions } = settings;
    const own = ownNameIn(address, domains);
    if (own !== undefined) return onOwnServer(`${own} is of this mail server`);
    const domain = parseAddress(address).domain ?? "";
    const hosts = [
      ...domains.flatMap(({ primary }) => primary.map(({ host }) => host)),
      ...regions.map(({ name }) => standbyHost(name)),
    ];
    return judgeLookup(await dns.lookup(domain, "MX"), (answer) => {
      if (!answer.exists) return unreachable(`there is no domain ${domain}`);
      const exchanger = mailExchangers(answer).find(({ host }) => hosts.includes(host));
      return exchanger
        ? onOwnServer(`the MX of ${domain} is ${exchanger.host}`)
        : { status: "OK", found: `${domain} has other mail servers` };
    });
  },
};

const advice = "name an address at another provider in alerts.email, and deploy";

function onOwnServer(found: string): Finding {
  const why = "While the mail server is down, the alert of the outage waits in the standby itself.";
  return { status: "WARN", found, expected: "an address whose mail does not come to this mail server", why, advice };
}

function unreachable(found: string): Finding {
  const why = "An alarm goes off, and the alert reaches nobody.";
  return { status: "WARN", found, expected: "an address that gets mail", why, advice };
}

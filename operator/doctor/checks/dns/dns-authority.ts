import type { Authority } from "../../dns/dns-lookups";
import { DnsError } from "../../dns/query";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { messageOf } from "../../../../lib/errors";

export const dnsAuthority = domainCheck({
  id: "dns-authority",
  title: "Does each name server of the domain answer for it?",
  async look(domain, { dns }): Promise<Finding> {
    // A name below a zone, such as *.example.org, has no NS records of its own.
    const zone = await dns.zoneOf(domain);
    const authorities = zone === undefined ? [] : await dns.authorities(zone);
    if (authorities.length === 0) {
      const { failures } = await dns.lookup(domain, "NS");
      const reasons = failures.map(({ source, reason }) => `${source} ${reason}`).join(", ");
      return { status: "UNKNOWN", found: `no name servers found${reasons && ` (${reasons})`}`, expected: "NS records" };
    }
    const checked = await Promise.all(
      authorities.map(async (authority) => ({ ...authority, fault: await faultOf(authority) })),
    );
    const lame = checked.filter(({ fault }) => fault?.isAnswer).map(({ name, fault }) => `${name} ${fault?.text}`);
    const silent = checked.flatMap(({ name, fault }) => (fault && !fault.isAnswer ? [`${name} ${fault.text}`] : []));
    const names = authorities.map(({ name }) => name).join(", ");
    if (lame.length > 0) {
      return {
        status: "WARN",
        found: lame.join("; "),
        expected: "that each name server in the NS records answers for the domain",
        why: "Some senders ask this server first, and wait or get no MX records.",
        advice:
          "add the zone to that server, or remove the server from the NS records at the registrar and in the zone",
        source: names,
      };
    }
    if (silent.length === checked.length) {
      return { status: "UNKNOWN", found: silent.join("; "), expected: "answers from the name servers", source: names };
    }
    if (silent.length > 0) {
      return {
        status: "NOTE",
        found: `could not ask ${silent.join("; ")}`,
        expected: "answers from all name servers",
        why: "This machine cannot tell whether that server is down for senders too.",
        source: names,
      };
    }
    return { status: "OK", found: zone === domain ? names : `${names}, in the zone of ${zone}`, source: names };

    async function faultOf(authority: Authority): Promise<{ text: string; isAnswer: boolean } | undefined> {
      try {
        const answer = await dns.askAuthority(authority, domain, "MX");
        return answer ? undefined : { text: `does not have the zone of ${zone}`, isAnswer: true };
      } catch (error) {
        const text = messageOf(error);
        return { text, isAnswer: error instanceof DnsError && error.code !== undefined };
      }
    }
  },
});

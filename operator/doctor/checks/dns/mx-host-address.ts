import { isIP } from "node:net";
import { isPrivateAddress } from "../../dns/addresses";
import type { Lookup } from "../../dns/answer";
import { judgeLookup } from "../../dns/judge";
import type { DoctorContext } from "../../context";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { ownExchangers } from "./hosts";

export const mxHostAddress = domainCheck({
  id: "mx-host-address",
  title: "Does each MX host have an address that senders can reach?",
  needs: ["mx-records"],
  async look(domain, context): Promise<readonly Finding[]> {
    const hosts = (await ownExchangers(context, domain)).filter(({ host }) => !isIP(host));
    return Promise.all(hosts.map(({ host }) => lookAtHost(host, context)));
  },
});

async function lookAtHost(host: string, { dns }: DoctorContext): Promise<Finding> {
  const [ipv4, ipv6] = await Promise.all([dns.lookup(host, "A"), dns.lookup(host, "AAAA")]);
  return judgeLookup(ofBothFamilies(ipv4, ipv6), ({ exists, values }) => {
    const found = `${host} ${values.join(" ")}`;
    if (values.length === 0) {
      return {
        status: "FAIL",
        found: exists ? `${host} has no address` : `there is no host ${host}`,
        expected: "an A or AAAA record",
        why: "Senders skip this host; some defer all mail to the domain, also to the standby, until it bounces.",
        advice: `remove the MX record of ${host}, or publish:`,
        fix: `${host}. 3600 IN A <the server's public address>`,
      };
    }
    if (values.every(isPrivateAddress)) {
      return {
        status: "WARN",
        found,
        expected: "a public address",
        why: "This address works inside your network only: senders cannot reach the server and use the standby.",
        fix: `${host}. 3600 IN A <the server's public address>`,
      };
    }
    return { status: "OK", found };
  });
}

/** Each server's answers for IPv4 and IPv6 together; a server that answered only one of the two queries is left out. */
function ofBothFamilies(ipv4: Lookup, ipv6: Lookup): Lookup {
  const answers = ipv4.answers.flatMap((four) => {
    const six = ipv6.answers.find(({ source }) => source === four.source);
    return six || four.values.length > 0 ? [{ ...four, values: [...four.values, ...(six?.values ?? [])] }] : [];
  });
  return { ...ipv4, answers, failures: [...ipv4.failures, ...ipv6.failures] };
}

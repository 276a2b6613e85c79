import { isIP } from "node:net";
import { judgeLookup } from "../../dns/judge";
import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { ownExchangers } from "./hosts";

export const mxHostName = domainCheck({
  id: "mx-host-name",
  title: "Do the MX records name hosts, not aliases or IP addresses?",
  needs: ["mx-records"],
  async look(domain, context): Promise<readonly Finding[]> {
    const hosts = await ownExchangers(context, domain);
    return Promise.all(
      hosts.map(async ({ host, preference }): Promise<Finding> => {
        if (isIP(host)) {
          return {
            status: "FAIL",
            found: `${host}, an IP address`,
            expected: "the name of a host",
            why: "Most senders look the text up as a name, which does not exist, and never find the server.",
            fix: `${domain}. 3600 IN MX ${preference} mail.${domain}.\nmail.${domain}. 3600 IN A ${host}`,
          };
        }
        return judgeLookup(await context.dns.lookup(host, "A"), ({ alias }) =>
          alias === undefined
            ? { status: "OK", found: host }
            : {
                status: "WARN",
                found: `${host} is an alias (CNAME) of ${alias}`,
                expected: "a name with addresses of its own (RFC 2181 section 10.3)",
                why: "Some senders do not follow an alias in an MX record, and go on to the standby.",
                fix: `${domain}. 3600 IN MX ${preference} ${alias}.`,
              },
        );
      }),
    );
  },
});

import type { Finding } from "../../model";
import { domainCheck } from "./domain-check";
import { isStandbyHost, mailExchangers, mxLookup } from "./mx-set";

/**
 * Postfix's defaults: smtp_mx_session_limit and smtp_mx_address_limit (https://www.postfix.org/postconf.5.html). docs/outage.md has the
 * measurements.
 */
const POSTFIX_MAX_MX_SESSIONS = 2;
const POSTFIX_MAX_MX_ADDRESSES = 5;

export const mxAddresses = domainCheck({
  id: "mx-addresses",
  title: "Do senders reach the standby within one delivery attempt?",
  needs: ["mx-records"],
  async look(name, context): Promise<Finding> {
    const { answers } = await mxLookup(context, name);
    const all = mailExchangers(answers[0] ?? { values: [] });
    const standby = all.find(({ host }) => isStandbyHost(host));
    const before = all.filter(
      ({ host, preference }) => !isStandbyHost(host) && preference <= (standby?.preference ?? Infinity),
    );
    const addresses = (await Promise.all(before.map(({ host }) => context.dns.addresses(host)))).flat();
    const found = `${addresses.length} before the standby${addresses.length > 0 ? `: ${addresses.join(", ")}` : ""}`;
    if (addresses.length < POSTFIX_MAX_MX_SESSIONS) return { status: "OK", found };
    const advice =
      "keep one host with one address before the standby, or see that the server refuses connections when it is in trouble " +
      "(stop the server) instead of answering 4xx (docs/outage.md)";
    if (addresses.length < POSTFIX_MAX_MX_ADDRESSES) {
      return {
        status: "WARN",
        found,
        expected: "one address before the standby",
        why:
          `Postfix ends an attempt after ${POSTFIX_MAX_MX_SESSIONS} SMTP sessions. A server that answers 4xx to MAIL, RCPT or DATA on two ` +
          "addresses (full disk, greylisting) uses both: Postfix does not come to the standby in any attempt, and returns the " +
          "mail after five days. A server that is off, or greets with 421 or 554, does no harm.",
        advice,
      };
    }
    return {
      status: "FAIL",
      found,
      expected: `at most ${POSTFIX_MAX_MX_ADDRESSES - 1} addresses before the standby, preferably one`,
      why:
        `Postfix tries ${POSTFIX_MAX_MX_ADDRESSES} addresses in an attempt, those of the lowest preference numbers: the standby is not ` +
        "among them even when the server is off.",
      advice,
    };
  },
});

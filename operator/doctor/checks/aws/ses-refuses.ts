import { randomBytes } from "node:crypto";
import { refusalOf } from "../../../../inbound/rule-evaluation";
import { awsCheck, regionNames } from "./aws-check";

export const sesRefuses = awsCheck({
  id: "ses-refuses",
  title: "Does SES refuse addresses that nobody has?",
  needs: ["aws-access", "ses-rule-set"],
  subjects: regionNames,
  async look(region, { aws, settings }) {
    const domains = settings.domains.map(({ name }) => name);
    const rules = await aws.appliedRules(region, domains);
    const invented = `standby-mx-doctor-${randomBytes(6).toString("hex")}`;
    const session = { clientIp: "192.0.2.1", tls: true };
    const taken = domains.filter((domain) => refusalOf(rules, `${invented}@${domain}`, session) === undefined);
    if (settings.catchAll !== undefined) {
      const missing = domains.filter((domain) => !taken.includes(domain));
      if (missing.length === 0) return { status: "OK", found: `a catch-all, as the settings say` };
      return {
        status: "FAIL",
        found: `unknown addresses of ${missing.join(", ")} are refused`,
        expected: `that they go to ${settings.catchAll}`,
        why: "The primary takes this mail; while it is down, senders get a final refusal.",
        advice: "deploy the stack of this region again",
      };
    }
    if (taken.length === 0) return { status: "OK", found: "refused" };
    return {
      status: "WARN",
      found: `unknown addresses of ${taken.join(", ")} are accepted`,
      expected: "a refusal, as by the primary",
      why: "Senders with a typing error are not told, and the importer holds mail for which there is no mailbox.",
      advice: "remove the rule that takes every address of the domain, or deploy the stack of this region again",
    };
  },
});

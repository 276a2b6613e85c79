import { randomBytes } from "node:crypto";
import { refusalOf } from "../../../../inbound/rule-evaluation";
import { domainCovers, identityNameOf } from "../../../../settings/names/subdomains";
import { awsCheck, regionNames } from "./aws-check";

export const sesRefuses = awsCheck({
  id: "ses-refuses",
  title: "Does SES refuse unknown addresses?",
  needs: ["aws-access", "ses-rule-set"],
  subjects: regionNames,
  async look(region, { aws, settings }) {
    const isCaught = (domain: string) =>
      settings.mailboxes.some(({ catchAllDomains }) => catchAllDomains.some((name) => domainCovers(name, domain)));
    const domains = settings.domains.map(({ name }) => identityNameOf(name));
    const rules = await aws.appliedRules(region, domains);
    const invented = `standby-mx-doctor-${randomBytes(6).toString("hex")}`;
    const session = { clientIp: "192.0.2.1", tls: true };
    const sampleDomains = settings.domains.map(({ name }) => name.replace(/^\./, `${invented}.`));
    const isTaken = (domain: string) => refusalOf(rules, `${invented}@${domain}`, session) === undefined;
    const missing = sampleDomains.filter((domain) => isCaught(domain) && !isTaken(domain));
    if (missing.length > 0) {
      return {
        status: "FAIL",
        found: `unknown addresses of ${missing.join(", ")} are refused`,
        expected: "that they go to the catch-all of the settings",
        why: "The primary accepts this mail; while it is down, senders get a final refusal.",
        advice: "deploy the stack of this region again",
      };
    }
    const acceptedDomains = sampleDomains.filter((domain) => !isCaught(domain) && isTaken(domain));
    if (acceptedDomains.length === 0) {
      return {
        status: "OK",
        found: sampleDomains.some(isCaught) ? "as in the settings: there is a catch-all" : "refused",
      };
    }
    return {
      status: "WARN",
      found: `unknown addresses of ${acceptedDomains.join(", ")} are accepted`,
      expected: "a refusal, as by the primary",
      why: "A sender who mistypes an address gets no error, and the mail waits in the bucket although no mailbox gets it.",
      advice: "remove the rule that takes every address of the domain, or deploy the stack of this region again",
    };
  },
});

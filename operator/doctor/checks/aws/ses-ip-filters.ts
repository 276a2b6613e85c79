import { isBlocked } from "../../../../inbound/ip-filter";
import { awsCheck, regionNames } from "./aws-check";

export const sesIpFilters = awsCheck({
  id: "ses-ip-filters",
  title: "Does an IP filter of SES keep senders out?",
  subjects: regionNames,
  async look(region, { aws, settings }) {
    const { ipFilters } = await aws.appliedRules(
      region,
      settings.domains.map(({ name }) => name),
    );
    const blocks = ipFilters.filter(({ policy }) => policy === "Block");
    if (blocks.length === 0) return { status: "OK", found: "no filter that blocks" };
    const found = blocks.map(({ name, cidr }) => `${name} blocks ${cidr}`).join(", ");
    const fix = blocks
      .map(({ name }) => `aws ses delete-receipt-filter --region ${region} --filter-name ${name}`)
      .join("\n");
    // One of the documentation's addresses stands for everybody.
    if (isBlocked(ipFilters, "192.0.2.1") && isBlocked(ipFilters, "203.0.113.1")) {
      const why = "SES refuses mail from everywhere, and the refusal is final for the sender.";
      return { status: "FAIL", found, expected: "no filter that blocks everybody", why, fix };
    }
    const why = "SES refuses mail from these addresses for good; filters count for all domains of the account.";
    return { status: "NOTE", found, expected: "no filter that the primary does not have too", why, fix };
  },
});

import { isBlocked } from "../../../../inbound/ip-filter";
import type { IpFilter } from "../../../../inbound/applied-rules";
import type { Finding } from "../../model";
import { awsCheck, regionNames } from "./aws-check";

/** Unused addresses far apart (RFC 5737): a filter that blocks all of them blocks all senders. */
const SAMPLE_ADDRESSES = ["192.0.2.1", "198.51.100.1", "203.0.113.1"];

export const sesIpFilters = awsCheck({
  id: "ses-ip-filters",
  title: "Does an IP filter of SES block senders?",
  subjects: regionNames,
  async look(region, { aws }) {
    return judgeFilters(await aws.ipFilters(region), region);
  },
});

export function judgeFilters(filters: readonly IpFilter[], region: string): Finding {
  const blocks = filters.filter(({ policy }) => policy === "Block");
  if (blocks.length === 0) return { status: "OK", found: "no filter that blocks" };
  const found = blocks.map(({ name, cidr }) => `${name} blocks ${cidr}`).join(", ");
  const fix = blocks
    .map(({ name }) => `aws ses delete-receipt-filter --region ${region} --filter-name ${name}`)
    .join("\n");
  if (SAMPLE_ADDRESSES.every((address) => isBlocked(filters, address))) {
    const why = "SES refuses mail from everywhere, and the refusal is final for the sender.";
    return { status: "FAIL", found, expected: "no filter that blocks all senders", why, fix };
  }
  const why = "SES refuses mail from these addresses for good; filters count for all domains of the account.";
  return { status: "NOTE", found, expected: "only filters that the primary has, too", why, fix };
}

import type { Domain, Region } from "../settings/model";
import type { DnsRecord } from "./dns-records";

/**
 * The one MX record set of a domain, with the primary's hosts and one standby host a region: a name has one set of a type,
 * so whoever adds the standby must publish the primary too.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-mx-record.html
 */
export function mxRecord(domain: Domain, regions: readonly Region[]): DnsRecord {
  const standby = regions.map((region, i) => ({
    host: `inbound-smtp.${region.name}.amazonaws.com`,
    preference: domain.standbyPreference + i,
  }));
  return {
    id: "mx",
    name: domain.name,
    type: "MX",
    values: [...domain.primary, ...standby].map(({ preference, host }) => `${preference} ${host}`),
  };
}

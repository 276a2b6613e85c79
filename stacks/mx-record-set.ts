import type { ITerraformDependable } from "cdktf";
import type { Domain, Region } from "../settings/model";
import { standbyHosts } from "../settings/names/standby-hosts";
import { mxNameOf } from "../settings/names/subdomains";
import type { DomainDns } from "./domain-dns";

export interface MxRecordSetProps {
  readonly domain: Domain;

  readonly dns: DomainDns;

  /** The standby's regions, the most preferred region first. */
  readonly regions: readonly Region[];

  /**
   * Resources that are complete when the standby accepts mail. Until then the standby permanently refuses all mail, so
   * no MX record may name it.
   */
  readonly after: ITerraformDependable[];
}

/**
 * Publishes the MX record set of a domain, with the primary's hosts and one standby host for each region. A name can
 * have only one record set of a type, so the record set must name the primary, too.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-mx-record.html
 */
export function publishMxRecordSet({ domain, dns, regions, after }: MxRecordSetProps): void {
  const values = [...domain.primary, ...standbyHosts(domain, regions)].map(
    ({ preference, host }) => `${preference} ${host}`,
  );
  dns.publish("mx", [{ id: "mx", name: mxNameOf(domain.name), type: "MX", values }], {
    description: `The MX records of ${mxNameOf(domain.name)}; publish them when SES says that the domain is verified, not before`,
    // A domain that receives mail already has an MX record set; the settings name all hosts of the primary.
    allowOverwrite: true,
    dependsOn: after,
  });
}

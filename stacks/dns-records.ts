import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { Domain } from "../settings/model";
import { zoneId } from "./hosted-zone";
import { referenceText } from "./reference-text";

/** A DNS record set, in the form in which Route 53 takes it: host names without a dot at their end, texts without quotes. */
export interface DnsRecord {
  readonly id: string;
  /** In full, without a dot at its end. */
  readonly name: string;
  readonly type: "CNAME" | "MX" | "TXT";
  readonly values: readonly string[];
}

export interface DnsRecordsProps {
  readonly domain: Domain;

  readonly records: readonly DnsRecord[];
}

/** Seconds. Failover is done by the senders, not by changing records, so nothing here needs to be forgotten quickly. */
const ttl = 3600;

/** The records of one domain: published in Route 53, or said as the lines that the owner adds to a zone elsewhere. */
export class DnsRecords extends Construct {
  constructor(scope: Construct, id: string, { domain, records }: DnsRecordsProps) {
    super(scope, id);
    if (domain.dns.kind === "elsewhere") {
      new TerraformOutput(this, `zone_lines_${domain.name.replaceAll(".", "_")}`, {
        description: `What to add to the zone of ${domain.name}`,
        value: referenceText(this, records.flatMap(zoneLines).join("\n")),
        staticId: true,
      });
      return;
    }
    const zone = zoneId(this, domain.dns.zone);
    for (const { id, name, type, values } of records) {
      new Route53Record(this, id, { zoneId: zone, name, type, ttl, records: [...values] });
    }
  }
}

/** A record set in the master file format of RFC 1035 section 5.1. */
function zoneLines({ name, type, values }: DnsRecord): string[] {
  return values.map((value) => `${name}. ${ttl} IN ${type} ${type === "TXT" ? `"${value}"` : `${value}.`}`);
}

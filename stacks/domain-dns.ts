import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import { type ITerraformDependable, TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import type { Domain, HostedZone } from "../settings/model";
import { quotable } from "./terraform-text";

/** A DNS record set in the form of Route 53: host names without the final dot, texts without quotes. */
export interface DnsRecordSet {
  readonly id: string;
  /** Fully qualified, without the final dot. */
  readonly name: string;
  readonly type: "CNAME" | "MX" | "TXT";
  readonly values: readonly string[];
}

/** How to publish the records of one purpose. */
export interface PublishOptions extends Pick<Route53RecordConfig, "allowOverwrite" | "dependsOn"> {
  /** Description of the output that shows these lines to the operator of a zone outside Route 53. */
  readonly description: string;
}

/** Failover needs no change of records, so resolvers may cache the records for long. */
const TTL_SECONDS = 3600;

/** The DNS of one domain: a zone in Route 53, or a zone elsewhere, for which outputs show the records to add. */
export class DomainDns extends Construct {
  private readonly zoneId: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly domain: Domain,
  ) {
    super(scope, id);
    this.zoneId = domain.dns.kind === "route53" ? this.idOf(domain.dns.zone) : undefined;
  }

  /** Publishes the records in Route 53 and returns them, or writes their lines into an output `<purpose>_<domain>`. */
  publish(purpose: string, records: readonly DnsRecordSet[], options: PublishOptions): ITerraformDependable[] {
    const { zoneId } = this;
    const { description, ...meta } = options;
    if (zoneId !== undefined) {
      return records.map(
        ({ id, name, type, values }) =>
          new Route53Record(this, id, { zoneId, name, type, ttl: TTL_SECONDS, records: [...values], ...meta }),
      );
    }
    new TerraformOutput(this, `${purpose}_${this.domain.name.replaceAll(".", "_")}`, {
      description,
      value: quotable(this, records.flatMap(zoneLines).join("\n")),
      staticId: true,
    });
    return [];
  }

  private idOf(zone: HostedZone): string {
    return "id" in zone ? zone.id : new DataAwsRoute53Zone(this, "zone", { name: zone.name }).zoneId;
  }
}

/** A record set in the master file format of RFC 1035 section 5.1. */
function zoneLines({ name, type, values }: DnsRecordSet): string[] {
  return values.map((value) => `${name}. ${TTL_SECONDS} IN ${type} ${type === "TXT" ? `"${value}"` : `${value}.`}`);
}

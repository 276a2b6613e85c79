import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import type { Construct } from "constructs";
import type { HostedZone } from "../settings/model";

/** The id of a public hosted zone: as the owner wrote it, or looked up by its name. */
export function zoneId(scope: Construct, zone: HostedZone): string {
  return "id" in zone ? zone.id : new DataAwsRoute53Zone(scope, "zone", { name: zone.name }).zoneId;
}

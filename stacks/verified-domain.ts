import { SesDomainDkim } from "@cdktf/provider-aws/lib/ses-domain-dkim";
import { SesDomainIdentity } from "@cdktf/provider-aws/lib/ses-domain-identity";
import { SesDomainIdentityVerification } from "@cdktf/provider-aws/lib/ses-domain-identity-verification";
import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import { dkimZone } from "../settings/names/dkim-zone";
import type { DnsRecordSet, DomainDns } from "./domain-dns";

export interface VerifiedDomainProps {
  readonly domain: string;

  readonly dns: DomainDns;

  /** The region in which SES receives for the domain; an identity is verified in one region. */
  readonly region: string;

  /**
   * Whether this region publishes its TXT record. The TXT record has the same name in each region but another value, so
   * only one region can publish it. The DKIM records, which are enough for verification, have other names in each
   * region.
   * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   */
  readonly publishToken: boolean;
}

/** The domain as an identity of SES in one region, and the records by which SES verifies it. */
export class VerifiedDomain extends Construct {
  /** Resources that are complete when SES has verified the domain; empty if Terraform cannot know. */
  readonly verified: ITerraformDependable[];

  constructor(scope: Construct, id: string, { domain, dns, region, publishToken }: VerifiedDomainProps) {
    super(scope, id);
    const identity = new SesDomainIdentity(this, "Resource", { domain });
    const dkim = new SesDomainDkim(this, "dkim", { domain: identity.domain });
    const verificationToken: DnsRecordSet = {
      id: "verification",
      name: `_amazonses.${domain}`,
      type: "TXT",
      values: [identity.verificationToken],
    };
    const records = [...dkimRecords(domain, dkim, region), ...(publishToken ? [verificationToken] : [])];
    const published = dns.publish("verification", records, {
      description: `What to add to the zone of ${domain}, so that SES in ${region} receives for it`,
      // A domain that sends by SES already has these records, with the same tokens: SES returns the tokens of the existing identity.
      allowOverwrite: true,
    });
    this.verified =
      published.length > 0
        ? [new SesDomainIdentityVerification(this, "verification", { domain: identity.domain, dependsOn: published })]
        : [];
  }
}

function dkimRecords(domain: string, dkim: SesDomainDkim, region: string): DnsRecordSet[] {
  // Three tokens by literal index: the tokens are unknown until the apply, so Terraform cannot count them in a plan.
  return [0, 1, 2].map((i) => {
    const token = Token.asString(dkim.interpolationForAttribute(`dkim_tokens[${i}]`));
    return {
      id: `dkim-${i}`,
      name: `${token}._domainkey.${domain}`,
      type: "CNAME",
      values: [`${token}.${dkimZone(region)}`],
    };
  });
}

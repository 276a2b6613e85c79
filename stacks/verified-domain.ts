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

  /** The region whose SES is to receive for the domain; an identity is verified in one region. */
  readonly region: string;

  /**
   * Whether this region publishes its TXT record. That record has the same name in each region with another value, so only one region
   * can; the DKIM records, which are enough for verification by themselves, have other names in each.
   * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   */
  readonly publishToken: boolean;
}

/** The domain as an identity of SES in one region, and the records by which SES verifies it. */
export class VerifiedDomain extends Construct {
  /** Complete when SES has seen the records; empty where Terraform cannot know. */
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
  // Three by literal index: the tokens are unknown until applied, so Terraform cannot count them when it plans.
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

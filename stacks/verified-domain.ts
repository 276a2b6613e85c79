import { SesDomainDkim } from "@cdktf/provider-aws/lib/ses-domain-dkim";
import { SesDomainIdentity } from "@cdktf/provider-aws/lib/ses-domain-identity";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { dkimZone } from "./dkim-zone";
import type { DnsRecord } from "./dns-records";

export interface VerifiedDomainProps {
  readonly domain: string;

  /** The region whose SES is to receive for the domain; an identity is verified in one region. */
  readonly region: string;
}

/**
 * The domain as an identity of SES in one region, and the records that prove to SES whose it is.
 * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export class VerifiedDomain extends Construct {
  /** Enough for verification by themselves, and different in each region. */
  readonly dkimRecords: readonly DnsRecord[];

  /** The same name in each region with another value, so only one region's can be published. */
  readonly verificationRecord: DnsRecord;

  constructor(scope: Construct, id: string, { domain, region }: VerifiedDomainProps) {
    super(scope, id);
    const identity = new SesDomainIdentity(this, "Resource", { domain });
    const dkim = new SesDomainDkim(this, "dkim", { domain: identity.domain });

    // Three by literal index: the tokens are unknown until applied, so Terraform cannot count them when it plans.
    this.dkimRecords = [0, 1, 2].map((i) => {
      const token = Token.asString(dkim.interpolationForAttribute(`dkim_tokens[${i}]`));
      return {
        id: `dkim-${i}`,
        name: `${token}._domainkey.${domain}`,
        type: "CNAME",
        values: [`${token}.${dkimZone(region)}`],
      };
    });
    this.verificationRecord = {
      id: "verification",
      name: `_amazonses.${domain}`,
      type: "TXT",
      values: [identity.verificationToken],
    };
  }
}

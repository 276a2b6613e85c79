import type { IdentityDkimAttributes } from "@aws-sdk/client-ses";
import { type AwsClients, openAws } from "../../../inbound/aws-clients";
import type { AppliedRules, PolicyDocument, ReceiptRuleSet } from "../../../inbound/applied-rules";
import { parsePolicy } from "../../../inbound/policy-document";
import { activeRuleSetOf, ipFilterOf, isVerifiedStatus } from "../../../inbound/ses-responses";
import type { Region } from "../../../settings/model";
import { Memo } from "../memo";

export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** What AWS says of the standby, each asked once in a run. Errors are the SDK's own; see aws-failure.ts. */
export class AwsLookups {
  private readonly memo = new Memo();
  private readonly opened: AwsClients[] = [];

  /** @param endpoint an emulator's URL; default: AWS, or what AWS_ENDPOINT_URL says */
  constructor(readonly endpoint: string | undefined) {}

  clients(region: string): Promise<AwsClients> {
    return this.memo.get(`clients ${region}`, async () => {
      const clients = await openAws({ region, endpoint: this.endpoint });
      this.opened.push(clients);
      return clients;
    });
  }

  caller(region: string): Promise<Caller> {
    return this.memo.get(`caller ${region}`, async () => {
      const { Account = "", Arn = "" } = await (await this.clients(region)).sts.getCallerIdentity();
      return { account: Account, arn: Arn };
    });
  }

  /** `undefined`: none is active. */
  activeRuleSet(region: string): Promise<ReceiptRuleSet | undefined> {
    return this.memo.get(`rules ${region}`, async () => {
      return activeRuleSetOf(await (await this.clients(region)).ses.describeActiveReceiptRuleSet());
    });
  }

  /** The verification status as SES names it; `undefined`: the domain is no identity in this region. */
  verification(region: string, domain: string): Promise<string | undefined> {
    return this.memo.get(`verification ${region} ${domain}`, async () => {
      const { ses } = await this.clients(region);
      const { VerificationAttributes } = await ses.getIdentityVerificationAttributes({ Identities: [domain] });
      const attributes = VerificationAttributes?.[domain];
      return attributes && (attributes.VerificationStatus || "Success");
    });
  }

  dkim(region: string, domain: string): Promise<IdentityDkimAttributes | undefined> {
    return this.memo.get(`dkim ${region} ${domain}`, async () => {
      const { ses } = await this.clients(region);
      return (await ses.getIdentityDkimAttributes({ Identities: [domain] })).DkimAttributes?.[domain];
    });
  }

  /** `undefined`: the bucket has no policy. */
  bucketPolicy({ name, bucket }: Region): Promise<PolicyDocument | undefined> {
    return this.memo.get(`policy ${bucket}`, async () => {
      const { s3 } = await this.clients(name);
      try {
        const { Policy } = await s3.getBucketPolicy({ Bucket: bucket });
        return Policy ? parsePolicy(Policy, `policy of bucket ${bucket}`) : undefined;
      } catch (error) {
        if (error instanceof Error && error.name === "NoSuchBucketPolicy") return undefined;
        throw error;
      }
    });
  }

  /** What decides about a recipient; without the bucket policies, which SES does not ask at RCPT TO. */
  appliedRules(region: string, domains: readonly string[]): Promise<AppliedRules> {
    return this.memo.get(`applied ${region}`, async () => {
      const { ses } = await this.clients(region);
      const [{ account }, activeRuleSet, filters, ...statuses] = await Promise.all([
        this.caller(region),
        this.activeRuleSet(region),
        ses.listReceiptFilters(),
        ...domains.map((domain) => this.verification(region, domain)),
      ]);
      const identities = domains.filter((_, i) => statuses[i] !== undefined && isVerifiedStatus(statuses[i]));
      const ipFilters = (filters.Filters ?? []).flatMap(ipFilterOf);
      return { account, region, activeRuleSet, identities, ipFilters, buckets: new Map() };
    });
  }

  close(): void {
    for (const clients of this.opened) clients.close();
  }
}

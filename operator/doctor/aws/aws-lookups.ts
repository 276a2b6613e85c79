import type { IdentityDkimAttributes } from "@aws-sdk/client-ses";
import { type AwsClients, openAws } from "../../../inbound/aws-clients";
import type { AppliedRules, IpFilter, PolicyDocument, ReceiptRuleSet } from "../../../inbound/applied-rules";
import { parsePolicy } from "../../../inbound/policy-document";
import { isUnknownAction } from "../../../inbound/ses-rules";
import { activeRuleSetOf, ipFilterOf, isVerifiedStatus } from "../../../inbound/ses-responses";
import type { Region } from "../../../settings/model";
import { Memo } from "../memo";
import type { MetricAlarm } from "./cloudwatch";

export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** A domain identity as SES reports it. */
export interface SesIdentity {
  /** The verification status, in SES's word. */
  readonly status: string;
  /** The text of the domain's `_amazonses` TXT record. */
  readonly token: string | undefined;
}

/** Requests to AWS about the standby, each sent once in a run. Errors are the SDK's; see aws-failure.ts. */
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

  /** `undefined`: no rule set is active. */
  activeRuleSet(region: string): Promise<ReceiptRuleSet | undefined> {
    return this.memo.get(`rules ${region}`, async () => {
      return activeRuleSetOf(await (await this.clients(region)).ses.describeActiveReceiptRuleSet());
    });
  }

  /** The verification status as SES names it; `undefined`: the domain is not an identity in this region. */
  async verification(region: string, domain: string): Promise<string | undefined> {
    return (await this.identity(region, domain))?.status;
  }

  /** `undefined`: the domain is not an identity in this region. */
  identity(region: string, domain: string): Promise<SesIdentity | undefined> {
    return this.memo.get(`identity ${region} ${domain}`, async () => {
      const { ses, emulated } = await this.clients(region);
      // Emulators report every name as verified, including unknown names.
      if (emulated && !(await ses.listIdentities({ IdentityType: "Domain" })).Identities?.includes(domain))
        return undefined;
      const { VerificationAttributes } = await ses.getIdentityVerificationAttributes({ Identities: [domain] });
      const attributes = VerificationAttributes?.[domain];
      if (!attributes) return undefined;
      const { VerificationStatus, VerificationToken } = attributes;
      return { status: VerificationStatus || "Success", token: VerificationToken || undefined };
    });
  }

  dkim(region: string, domain: string): Promise<IdentityDkimAttributes | undefined> {
    return this.memo.get(`dkim ${region} ${domain}`, async () => {
      const { ses } = await this.clients(region);
      return (await ses.getIdentityDkimAttributes({ Identities: [domain] })).DkimAttributes?.[domain];
    });
  }

  /** All alarms whose names begin with `prefix`. */
  async alarms(region: string, prefix: string): Promise<readonly MetricAlarm[]> {
    const { describeAlarms } = await import("./cloudwatch.js");
    return describeAlarms(region, this.endpoint ?? process.env.AWS_ENDPOINT_URL, prefix);
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

  /** The rules that decide about a recipient, without the bucket policies, which SES does not check at RCPT TO. */
  appliedRules(region: string, domains: readonly string[]): Promise<AppliedRules> {
    return this.memo.get(`applied ${region}`, async () => {
      const [{ account }, activeRuleSet, ipFilters, ...statuses] = await Promise.all([
        this.caller(region),
        this.activeRuleSet(region),
        this.ipFilters(region),
        ...domains.map((domain) => this.verification(region, domain)),
      ]);
      const identities = domains.filter((_, i) => statuses[i] !== undefined && isVerifiedStatus(statuses[i]));
      return { account, region, activeRuleSet, identities, ipFilters, buckets: new Map() };
    });
  }

  /** The IP address filters; empty if an emulator does not support filters. */
  ipFilters(region: string): Promise<readonly IpFilter[]> {
    return this.memo.get(`filters ${region}`, async () => {
      const { ses, emulated } = await this.clients(region);
      try {
        return ((await ses.listReceiptFilters()).Filters ?? []).flatMap(ipFilterOf);
      } catch (error) {
        if (emulated && isUnknownAction(error, emulated)) return [];
        throw error;
      }
    });
  }

  close(): void {
    for (const clients of this.opened) clients.close();
  }
}

import { toALabels } from "../lib/domain-name";
import type { AwsClients } from "./aws-clients";
import type { AppliedRules, PolicyDocument, ReceiptRuleSet, RulesSource } from "./applied-rules";
import { parsePolicy } from "./policy-document";
import { RulesError } from "./rules-error";
import { activeRuleSetOf, ipFilterOf, isVerifiedStatus } from "./ses-responses";
import { messageOf } from "../lib/errors";

/**
 * The rules as the SES API of one account and region returns them: AWS, or an emulator of the SES API v1. Members that are missing,
 * null or empty in a response count as not given.
 */
export class SesRules implements RulesSource {
  private account: Promise<string> | undefined;
  private filtersSupported = true;
  private reading: Promise<unknown> = Promise.resolve();
  private next: Promise<AppliedRules> | undefined;

  /** @param name the source in messages: the endpoint, or AWS and the region */
  constructor(
    readonly name: string,
    private readonly aws: AwsClients,
  ) {}

  /** Calls during a running read share the next read, so that no result is older than its call. */
  read(): Promise<AppliedRules> {
    this.next ??= this.reading
      .catch(() => undefined)
      .then(() => {
        const current = this.readNow();
        this.reading = current;
        this.next = undefined;
        return current;
      });
    return this.next;
  }

  private async readNow(): Promise<AppliedRules> {
    const [account, region, activeRuleSet, identities, ipFilters] = await Promise.all([
      this.readAccount(),
      this.request("to find the region", () => this.aws.ses.region()),
      this.readActiveRuleSet(),
      this.readIdentities(),
      this.readIpFilters(),
    ]);
    return { account, region, activeRuleSet, identities, ipFilters, buckets: await this.readBuckets(activeRuleSet) };
  }

  /** The account is read once, because the account of credentials does not change. */
  private readAccount(): Promise<string> {
    this.account ??= this.request("sts:GetCallerIdentity", async () => {
      const { Account } = await this.aws.sts.getCallerIdentity();
      if (!Account) throw new Error("the response names no account");
      return Account;
    });
    this.account.catch(() => (this.account = undefined));
    return this.account;
  }

  private async readActiveRuleSet(): Promise<ReceiptRuleSet | undefined> {
    const response = await this.request("ses:DescribeActiveReceiptRuleSet", () =>
      this.aws.ses.describeActiveReceiptRuleSet(),
    );
    return activeRuleSetOf(response);
  }

  private async readIdentities(): Promise<string[]> {
    const identities: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.request("ses:ListIdentities", () =>
        this.aws.ses.listIdentities({ IdentityType: "Domain", MaxItems: MAX_IDENTITIES_PER_REQUEST, NextToken }),
      );
      identities.push(...(await this.verifiedOf(page.Identities ?? [])));
      NextToken = page.NextToken || undefined;
    } while (NextToken !== undefined);
    return identities.map((identity) => toALabels(identity) ?? identity);
  }

  /** Asks only about listed identities, because LocalStack and moto report every name as verified. */
  private async verifiedOf(Identities: string[]): Promise<string[]> {
    if (Identities.length === 0) return [];
    const { VerificationAttributes } = await this.request("ses:GetIdentityVerificationAttributes", () =>
      this.aws.ses.getIdentityVerificationAttributes({ Identities }),
    );
    return Identities.filter((identity) => isVerifiedStatus(VerificationAttributes?.[identity]?.VerificationStatus));
  }

  private async readIpFilters() {
    if (!this.filtersSupported) return [];
    const response = await this.request("ses:ListReceiptFilters", () =>
      this.aws.ses.listReceiptFilters().catch((error: unknown) => {
        if (!isUnknownAction(error, this.aws.emulated)) throw error;
        this.filtersSupported = false;
        return undefined;
      }),
    );
    return (response?.Filters ?? []).flatMap(ipFilterOf);
  }

  private async readBuckets(ruleSet: ReceiptRuleSet | undefined): Promise<Map<string, PolicyDocument | undefined>> {
    const actions = ruleSet?.rules.flatMap((rule) => rule.actions) ?? [];
    const names = new Set(actions.flatMap((action) => (action.type === "S3" ? [action.bucketName] : [])));
    const policies = await Promise.all([...names].map((bucket) => this.readPolicy(bucket)));
    return new Map(policies.flatMap((entry) => (entry ? [entry] : [])));
  }

  /** The bucket with its policy; `undefined` if there is no such bucket. */
  private readPolicy(Bucket: string): Promise<[string, PolicyDocument | undefined] | undefined> {
    return this.request(`s3:GetBucketPolicy of ${Bucket}`, async () => {
      try {
        const { Policy } = await this.aws.s3.getBucketPolicy({ Bucket });
        return [Bucket, Policy ? parsePolicy(Policy, `policy of bucket ${Bucket}`) : undefined];
      } catch (error) {
        const name = nameOf(error);
        if (name === "NoSuchBucketPolicy") return [Bucket, undefined];
        if (name === "NoSuchBucket") return undefined;
        throw error;
      }
    });
  }

  private async request<T>(action: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (cause) {
      if (cause instanceof RulesError) throw cause;
      const message = messageOf(cause);
      const hint = HINTS.find(([pattern]) => pattern.test(`${nameOf(cause)}: ${message}`))?.[1] ?? "";
      throw new RulesError(`${this.name}: ${action} failed: ${nameOf(cause)}: ${message}${hint}`, { cause });
    }
  }
}

/** The limit of GetIdentityVerificationAttributes (https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityVerificationAttributes.html). */
const MAX_IDENTITIES_PER_REQUEST = 100;

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /CredentialsProviderError/,
    "; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (an emulator takes any, such as test)",
  ],
  [/Region is missing/, "; give --region or set AWS_REGION"],
  [/ECONNREFUSED/, "; no server listens there: start it, or correct the endpoint"],
  [/AccessDenied/, "; give these credentials that permission"],
];

/** Whether a server does not support an action: LocalStack responds with status 501, moto with an HTML page. */
export function isUnknownAction(error: unknown, emulated: boolean): boolean {
  const { $metadata, message = "" } = error as { $metadata?: { httpStatusCode?: number }; message?: string };
  if ($metadata?.httpStatusCode === 501) return true;
  if (["InvalidAction", "UnknownAction", "UnknownOperationException"].includes(nameOf(error))) return true;
  return emulated && message.includes("Deserialization error");
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "error";
}

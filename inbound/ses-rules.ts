import { toALabels } from "../lib/domain-name";
import type { AwsClients } from "./aws-clients";
import type { AppliedRules, PolicyDocument, ReceiptRuleSet, RulesSource } from "./applied-rules";
import { parsePolicy } from "./policy-document";
import { RulesError } from "./rules-error";
import { activeRuleSetOf, ipFilterOf, isVerifiedStatus } from "./ses-responses";
import { messageOf } from "../lib/errors";

/**
 * The rules as the SES API of one account and region has them: of AWS, or of an emulator that speaks SES v1. Members that
 * an answer lacks, or has as null or empty, count as not given.
 */
export class SesRules implements RulesSource {
  private account: Promise<string> | undefined;
  private filtersSupported = true;
  private reading: Promise<unknown> = Promise.resolve();
  private next: Promise<AppliedRules> | undefined;

  /** @param name for people: the endpoint, or AWS and the region */
  constructor(
    readonly name: string,
    private readonly aws: AwsClients,
  ) {}

  /** Reads that wait for a running read share the next read, so that no answer is older than its question. */
  read(): Promise<AppliedRules> {
    this.next ??= this.reading
      .catch(() => undefined)
      .then(() => {
        const now = this.readNow();
        this.reading = now;
        this.next = undefined;
        return now;
      });
    return this.next;
  }

  private async readNow(): Promise<AppliedRules> {
    const [account, region, activeRuleSet, identities, ipFilters] = await Promise.all([
      this.readAccount(),
      this.asking("to find the region", () => this.aws.ses.config.region()),
      this.readActiveRuleSet(),
      this.readIdentities(),
      this.readIpFilters(),
    ]);
    return { account, region, activeRuleSet, identities, ipFilters, buckets: await this.readBuckets(activeRuleSet) };
  }

  /** Asked once: an account does not change under its credentials. */
  private readAccount(): Promise<string> {
    this.account ??= this.asking("sts:GetCallerIdentity", async () => {
      const { Account } = await this.aws.sts.getCallerIdentity();
      if (!Account) throw new Error("the answer names no account");
      return Account;
    });
    this.account.catch(() => (this.account = undefined));
    return this.account;
  }

  private async readActiveRuleSet(): Promise<ReceiptRuleSet | undefined> {
    const answer = await this.asking("ses:DescribeActiveReceiptRuleSet", () =>
      this.aws.ses.describeActiveReceiptRuleSet(),
    );
    return activeRuleSetOf(answer);
  }

  private async readIdentities(): Promise<string[]> {
    const identities: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.asking("ses:ListIdentities", () =>
        this.aws.ses.listIdentities({ IdentityType: "Domain", MaxItems: MAX_IDENTITIES_PER_REQUEST, NextToken }),
      );
      identities.push(...(await this.verifiedOf(page.Identities ?? [])));
      NextToken = page.NextToken || undefined;
    } while (NextToken !== undefined);
    return identities.map((identity) => toALabels(identity) ?? identity);
  }

  /** Only asked about listed identities, because LocalStack and moto call every name verified. */
  private async verifiedOf(Identities: string[]): Promise<string[]> {
    if (Identities.length === 0) return [];
    const { VerificationAttributes } = await this.asking("ses:GetIdentityVerificationAttributes", () =>
      this.aws.ses.getIdentityVerificationAttributes({ Identities }),
    );
    return Identities.filter((identity) => isVerifiedStatus(VerificationAttributes?.[identity]?.VerificationStatus));
  }

  private async readIpFilters() {
    if (!this.filtersSupported) return [];
    const answer = await this.asking("ses:ListReceiptFilters", () =>
      this.aws.ses.listReceiptFilters().catch((error: unknown) => {
        if (!isUnknownAction(error, this.aws.emulated)) throw error;
        this.filtersSupported = false;
        return undefined;
      }),
    );
    return (answer?.Filters ?? []).flatMap(ipFilterOf);
  }

  private async readBuckets(ruleSet: ReceiptRuleSet | undefined): Promise<Map<string, PolicyDocument | undefined>> {
    const actions = ruleSet?.rules.flatMap((rule) => rule.actions) ?? [];
    const names = new Set(actions.flatMap((action) => (action.type === "S3" ? [action.bucketName] : [])));
    const found = await Promise.all([...names].map((bucket) => this.readPolicy(bucket)));
    return new Map(found.flatMap((entry) => (entry ? [entry] : [])));
  }

  /** The bucket with its policy; `undefined` if there is no such bucket. */
  private readPolicy(Bucket: string): Promise<[string, PolicyDocument | undefined] | undefined> {
    return this.asking(`s3:GetBucketPolicy of ${Bucket}`, async () => {
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

  private async asking<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (cause) {
      if (cause instanceof RulesError) throw cause;
      const message = messageOf(cause);
      const hint = HINTS.find(([pattern]) => pattern.test(`${nameOf(cause)}: ${message}`))?.[1] ?? "";
      throw new RulesError(`${this.name}: ${what} failed: ${nameOf(cause)}: ${message}${hint}`, { cause });
    }
  }
}

/** The largest request of GetIdentityVerificationAttributes. */
const MAX_IDENTITIES_PER_REQUEST = 100;

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /CredentialsProviderError/,
    "; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (an emulator takes any, such as test)",
  ],
  [/Region is missing/, "; give --region or set AWS_REGION"],
  [/ECONNREFUSED/, "; nothing listens there"],
  [/AccessDenied/, "; these credentials need that permission"],
];

/** How an action is refused that a server lacks: LocalStack answers with status 501, moto with an HTML page. */
export function isUnknownAction(error: unknown, emulated: boolean): boolean {
  const { $metadata, message = "" } = error as { $metadata?: { httpStatusCode?: number }; message?: string };
  if ($metadata?.httpStatusCode === 501) return true;
  if (["InvalidAction", "UnknownAction", "UnknownOperationException"].includes(nameOf(error))) return true;
  return emulated && message.includes("Deserialization error");
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "error";
}

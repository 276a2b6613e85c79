/** The purpose of a record. */
export type Purpose = "dkim" | "verification" | "mx" | "tls-rpt" | "mta-sts";

/** A DNS record that the standby needs. */
export interface WantedRecord {
  readonly purpose: Purpose;
  /** Fully qualified, without the final dot. */
  readonly name: string;
  readonly type: "CNAME" | "MX" | "TXT";
  /** Host names without the final dot, texts without quotes. */
  readonly value: string;
  /** The MX preference. */
  readonly priority?: number;
  readonly ttl: number;
  /** Whether the standby works without the record. */
  readonly optional: boolean;
}

/**
 * `partly`: some servers have the record and others do not, as for some time after a change. `unknown`: no server could be asked, or
 * only one server says that the record is missing or different.
 */
export type RecordState = "seen" | "partly" | "missing" | "different" | "unknown";

export interface LookedUpRecord extends WantedRecord {
  readonly state: RecordState;
  /** The servers' answers, for people. */
  readonly found: string;
  /** Why the record must not be published yet. */
  readonly wait?: string;
}

/** The verification status of the domain in SES; `unknown`: SES was not asked or did not answer. */
export type IdentityVerification = "verified" | "pending" | "no-identity" | "unknown";

export interface TokensMissing {
  readonly reason: string;
  /** The advice, as a sentence. */
  readonly advice: string;
  readonly commands: readonly string[];
}

/** One domain as an identity of SES in one region. */
export interface IdentityStatus {
  readonly region: string;
  readonly verification: IdentityVerification;
  /** Present if the DKIM records and the TXT record are not known here. */
  readonly tokensMissing?: TokensMissing;
}

/** The policy file that belongs to the MTA-STS record. */
export interface PolicyFile {
  readonly url: string;
  readonly text: string;
  readonly state: RecordState;
  readonly found: string;
}

/** The DNS records of one domain of the settings. */
export interface DomainRecords {
  /** The name as the MX records have it: a wildcard is `*.example.org`. */
  readonly domain: string;
  /** The zone that gets the records. */
  readonly zone: string;
  /** `terraform`: the deployment publishes DKIM, TXT and MX records in Route 53. */
  readonly publishedBy: "terraform" | "hand";
  readonly identities: readonly IdentityStatus[];
  readonly records: readonly LookedUpRecord[];
  /** MX records that the settings do not want. */
  readonly unexpected: readonly string[];
  /** `undefined`: the domain is a wildcard, which has no policy. */
  readonly policy?: PolicyFile;
}

/** The TTL of the records that the stacks publish. */
export const TTL_S = 3_600;

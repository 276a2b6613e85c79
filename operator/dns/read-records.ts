import { identityNameOf, isWildcard, mxNameOf } from "../../settings/names/subdomains";
import { standbyHost, standbyHosts } from "../../settings/names/standby-hosts";
import type { Domain, Settings } from "../../settings/model";
import { AwsLookups } from "../doctor/aws/aws-lookups";
import type { DnsAnswer } from "../doctor/dns/answer";
import { DnsLookups } from "../doctor/dns/dns-lookups";
import type { DnsServer } from "../doctor/dns/query";
import { fetchPolicyOf } from "../doctor/mta-sts/fetch-policy";
import { stsRecords } from "../doctor/checks/dns/sts-records";
import { type IdentityRecords, identityRecords } from "./identity-records";
import type { DomainRecords, LookedUpRecord, PolicyFile, WantedRecord } from "./model";
import { TTL_S } from "./model";
import { policyFile, policyId } from "./mta-sts";
import { type AnswerState, recordStateOf } from "./record-state";

export interface DnsOptions {
  readonly settings: Settings;
  /** The domains to look up. */
  readonly domains: readonly Domain[];
  /** Default: the resolvers of the settings and of the machine. */
  readonly resolvers?: readonly DnsServer[];
  readonly endpoint?: string;
  /** The DKIM and verification records from the outputs of a deployment; `undefined`: ask SES. */
  readonly outputs?: readonly WantedRecord[];
}

const POLICY_DEADLINE_MS = 5_000;

/** Looks up the records of each domain that the standby needs, as senders see them now. */
export async function readRecords(options: DnsOptions): Promise<readonly DomainRecords[]> {
  const { settings, resolvers, endpoint } = options;
  const dns = resolvers ? new DnsLookups(resolvers, () => []) : new DnsLookups(settings.doctor.resolvers);
  const aws = new AwsLookups(endpoint);
  try {
    return await Promise.all(options.domains.map((domain) => readDomain(domain, { ...options, dns, aws })));
  } finally {
    aws.close();
  }
}

interface Context extends DnsOptions {
  readonly dns: DnsLookups;
  readonly aws: AwsLookups;
}

async function readDomain(domain: Domain, context: Context): Promise<DomainRecords> {
  const { settings, dns } = context;
  const name = identityNameOf(domain.name);
  const publishedBy = domain.dns.kind === "route53" ? "terraform" : "hand";
  const [zone, identities, policy] = await Promise.all([
    dns.zoneOf(name),
    identitiesOf(domain, context),
    isWildcard(domain.name) ? undefined : readPolicyFile(domain, context),
  ]);
  const mx = wantedMxRecords(domain, settings);
  const wantedRecords = [...identities.flatMap(({ records }) => records), ...mx, ...reportRecords(domain.name, policy)];
  const unverified = identities.filter(
    ({ verification }) => verification === "pending" || verification === "no-identity",
  );
  const looked = await Promise.all(
    wantedRecords.map(async (record): Promise<LookedUpRecord> => {
      const lookup = await dns.lookup(record.name, record.type, zone);
      const wait = reasonToWait(record, unverified, policy);
      return { ...record, ...recordStateOf(lookup, judgeOf(record)), ...(wait === undefined ? {} : { wait }) };
    }),
  );
  const { answers } = await dns.lookup(mxNameOf(domain.name), "MX", zone);
  return {
    domain: mxNameOf(domain.name),
    zone: zone ?? name,
    publishedBy,
    identities: identities.map(({ records: _, ...status }) => status),
    records: looked,
    unexpected: unexpectedMx(answers, mx),
    ...(policy === undefined ? {} : { policy }),
  };
}

/** The identities as SES reports them; if SES cannot be asked, the records of the outputs, which name no region. */
async function identitiesOf(domain: Domain, context: Context): Promise<readonly IdentityRecords[]> {
  const { settings, aws, outputs = [] } = context;
  const name = identityNameOf(domain.name);
  const publishedBy = domain.dns.kind === "route53" ? "terraform" : "hand";
  // The identity is that of the parent domain, which has its own place in the list.
  if (isWildcard(domain.name) && context.domains.some((other) => other.name === name)) return [];
  const reported = await Promise.all(
    settings.regions.map(({ name: region }, index) =>
      identityRecords(aws, { domain: name, region, isFirst: index === 0, publishedBy }),
    ),
  );
  const known = new Set(reported.flatMap(({ records }) => records.map((record) => record.name)));
  const more = outputs.filter((record) => record.name.endsWith(`.${name}`) && !known.has(record.name));
  if (more.length === 0) return reported;
  return reported.map(({ tokensMissing: _, ...identity }, index) =>
    index === 0 ? { ...identity, records: [...identity.records, ...more] } : identity,
  );
}

function wantedMxRecords(domain: Domain, { regions }: Settings): readonly WantedRecord[] {
  const name = mxNameOf(domain.name);
  return [...domain.primary, ...standbyHosts(domain, regions)].map(({ host, preference }) => ({
    purpose: "mx",
    name,
    type: "MX",
    value: host,
    priority: preference,
    ttl: TTL_S,
    optional: false,
  }));
}

/** The records for reports and policies; senders look up neither for a wildcard. */
function reportRecords(domain: string, policy: PolicyFile | undefined): readonly WantedRecord[] {
  if (policy === undefined) return [];
  const common = { type: "TXT", ttl: TTL_S, optional: true } as const;
  return [
    {
      purpose: "tls-rpt",
      name: `_smtp._tls.${domain}`,
      value: `v=TLSRPTv1; rua=mailto:postmaster@${domain}`,
      ...common,
    },
    { purpose: "mta-sts", name: `_mta-sts.${domain}`, value: `v=STSv1; id=${policyId(policy.text)}`, ...common },
  ];
}

async function readPolicyFile({ name, primary }: Domain, { settings, dns }: Context): Promise<PolicyFile> {
  const hosts = [...primary.map(({ host }) => host), ...settings.regions.map((region) => standbyHost(region.name))];
  return policyFile(name, hosts, await fetchPolicyOf(name, dns, AbortSignal.timeout(POLICY_DEADLINE_MS)));
}

/** Why a record must not be published yet: a standby in the MX records that still refuses all mail makes senders give up. */
function reasonToWait(
  record: WantedRecord,
  unverified: readonly IdentityRecords[],
  policy: PolicyFile | undefined,
): string | undefined {
  const identity = record.purpose === "mx" && unverified.find(({ region }) => standbyHost(region) === record.value);
  if (identity) return `publish when SES in ${identity.region} has verified the domain, not before`;
  const isServed = policy?.state === "seen";
  return record.purpose === "mta-sts" && !isServed ? "publish when the policy is served" : undefined;
}

function judgeOf(record: WantedRecord): (answer: DnsAnswer) => AnswerState {
  const value = record.type === "TXT" ? record.value : record.value.toLowerCase();
  switch (record.purpose) {
    case "mx":
      return ({ values }) => {
        if (values.includes(`${record.priority} ${value}`)) return "seen";
        return values.some((text) => text.endsWith(` ${value}`)) ? "different" : "missing";
      };
    case "dkim":
      return ({ values }) => (values.includes(value) ? "seen" : values.length > 0 ? "different" : "missing");
    case "verification":
      // Another region or another account may have a token at the same name.
      return ({ values }) => (values.includes(value) ? "seen" : values.length > 0 ? "different" : "missing");
    case "tls-rpt":
      return ({ values }) => exactlyOne(values.filter((text) => /^v=TLSRPTv1\s*;/i.test(text)).length);
    case "mta-sts":
      return (answer) => exactlyOne(stsRecords(answer).length);
  }
}

const exactlyOne = (count: number): AnswerState => (count === 1 ? "seen" : count === 0 ? "missing" : "different");

function unexpectedMx(answers: readonly DnsAnswer[], wanted: readonly WantedRecord[]): readonly string[] {
  const hosts = new Set(wanted.map(({ value }) => value.toLowerCase()));
  const reported = new Set(answers.flatMap(({ values }) => values));
  return [...reported].filter((value) => !hosts.has(value.split(" ")[1] ?? "")).sort();
}

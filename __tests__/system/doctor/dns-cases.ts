import type { Zone } from "../../../fixtures/dns/zone";
import type { PolicyAnswer } from "../../../fixtures/https/policy-server";
import type { Status } from "../../../operator/doctor/model";

export const STANDBY = "inbound-smtp.eu-west-1.amazonaws.com";

/** One domain of an operator, with its fault. */
export interface DnsCase {
  /** The setup, in words that follow "is …". */
  readonly name: string;
  readonly check: string;
  readonly status: Status;
  /** A part of doctor's output. */
  readonly says?: string;
  /** The domain's zone; "none": the domain does not exist. Default: a correct zone. */
  readonly zone?: Zone | "none";
  /** The records of the stale resolver. */
  readonly stale?: readonly string[];
  /** The resolvers that doctor asks: two current resolvers (default), a current and the stale resolver, or the stale resolver alone. */
  readonly resolvers?: "honest" | "stale" | "alone";
  /** The primary in the settings. */
  readonly primary?: readonly { readonly host: string; readonly preference: number }[];
  /** The response of the MTA-STS host. */
  readonly policy?: Omit<PolicyAnswer, "certificate"> & {
    readonly certificate?: "good" | "wrong-name" | "unknown-ca" | "expired";
  };
}

const MX = `@ MX 10 mail`;
const STANDBY_MX = `@ MX 100 ${STANDBY}.`;
const MAIL = "mail A 192.0.2.1";
const STS = '_mta-sts TXT "v=STSv1; id=1"';
const good = [MX, STANDBY_MX, MAIL, '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.org"'];

const zone = (...records: readonly string[]): Zone => ({ records });
const sts = (...lines: readonly string[]) => ["version: STSv1", ...lines, ""].join("\r\n");
const enforce = (...mx: readonly string[]) =>
  sts("mode: enforce", ...mx.map((host) => `mx: ${host}`), "max_age: 604800");

/** `$` stands for the domain of the case. */
export const dnsCases: readonly DnsCase[] = [
  { name: "a good domain", check: "mx-records", status: "OK" },
  { name: "a good domain", check: "dns-authority", status: "OK" },
  { name: "a good domain", check: "mx-standby", status: "OK" },
  { name: "a good domain", check: "mx-primary", status: "OK" },
  { name: "a good domain", check: "mx-order", status: "OK" },
  { name: "a good domain", check: "mx-host-name", status: "OK" },
  { name: "a good domain", check: "mx-host-address", status: "OK" },
  { name: "a good domain", check: "mx-addresses", status: "OK" },
  { name: "a good domain", check: "mx-ttl", status: "OK" },
  { name: "a good domain", check: "tls-rpt", status: "OK" },
  { name: "a good domain", check: "dane", status: "OK" },
  { name: "a domain that does not exist", check: "mx-records", status: "FAIL", zone: "none", says: "no domain" },
  { name: "a domain that does not exist", check: "mx-order", status: "UNKNOWN", zone: "none" },
  { name: "a domain without MX records", check: "mx-records", status: "FAIL", zone: zone("@ A 192.0.2.1") },
  { name: "a null MX", check: "mx-records", status: "FAIL", zone: zone("@ MX 0 ."), says: "null MX" },
  {
    name: "a resolver with an older copy",
    check: "mx-records",
    status: "WARN",
    stale: ["$. 100 IN MX 10 old.$."],
    resolvers: "stale",
    says: "resolvers differ, TTL ",
  },
  {
    name: "a resolver with an older copy in which the standby is first",
    check: "mx-order",
    status: "WARN",
    stale: [`$. 100 IN MX 10 mail.$.`, `$. 100 IN MX 5 ${STANDBY}.`],
    resolvers: "stale",
    says: "resolvers differ",
  },
  {
    name: "a fault that only one server reports",
    check: "mx-standby",
    status: "UNKNOWN",
    zone: { records: good, isSilent: true },
    stale: ["$. 100 IN MX 10 mail.$."],
    resolvers: "alone",
    says: "no second server could be asked",
  },
  {
    name: "a second name server with another zone",
    check: "mx-records",
    status: "WARN",
    zone: { records: good, second: [MX, MAIL] },
    says: "resolvers differ",
  },
  {
    name: "a second name server with the same zone",
    check: "mx-records",
    status: "OK",
    zone: { records: good, second: good },
  },
  {
    name: "a second name server that does not have the zone",
    check: "dns-authority",
    status: "WARN",
    zone: { records: good, second: "lame" },
    says: "REFUSED",
  },
  {
    name: "a second name server that is down",
    check: "dns-authority",
    status: "NOTE",
    zone: { records: good, second: "silent" },
  },
  {
    name: "a domain whose only name server is down",
    check: "mx-records",
    status: "UNKNOWN",
    zone: { records: good, isSilent: true },
  },
  { name: "MX records without the standby", check: "mx-standby", status: "FAIL", zone: zone(MX, MAIL) },
  {
    name: "MX records with SES of another region",
    check: "mx-standby",
    status: "FAIL",
    zone: zone(...good, "@ MX 110 inbound-smtp.us-east-1.amazonaws.com."),
    says: "us-east-1",
  },
  { name: "MX records without the primary", check: "mx-primary", status: "FAIL", zone: zone(STANDBY_MX) },
  {
    name: "MX records with a host that the settings do not know",
    check: "mx-primary",
    status: "WARN",
    zone: zone(...good, "@ MX 20 old", "old A 192.0.2.9"),
  },
  {
    name: "MX records with another number than the settings have",
    check: "mx-primary",
    status: "WARN",
    zone: zone("@ MX 5 mail", STANDBY_MX, MAIL),
  },
  {
    name: "a standby with a lower number",
    check: "mx-order",
    status: "FAIL",
    zone: zone(MX, `@ MX 5 ${STANDBY}.`, MAIL),
    says: "5 inbound-smtp",
  },
  {
    name: "a standby with the same number",
    check: "mx-order",
    status: "FAIL",
    zone: zone(MX, `@ MX 10 ${STANDBY}.`, MAIL),
  },
  {
    name: "two own hosts with the same number",
    check: "mx-order",
    status: "OK",
    zone: zone(...good, "@ MX 10 mail2", "mail2 A 192.0.2.2"),
    primary: [
      { host: "mail.$", preference: 10 },
      { host: "mail2.$", preference: 10 },
    ],
  },
  {
    name: "an MX record with an IP address",
    check: "mx-host-name",
    status: "FAIL",
    zone: zone("@ MX 10 192.0.2.1.", STANDBY_MX),
  },
  {
    name: "an MX record with an alias",
    check: "mx-host-name",
    status: "WARN",
    zone: zone(MX, STANDBY_MX, "mail CNAME host", "host A 192.0.2.1"),
    says: "host.",
  },
  {
    name: "an MX record of a host that does not exist",
    check: "mx-host-address",
    status: "FAIL",
    zone: zone(MX, STANDBY_MX),
  },
  {
    name: "an MX record of a host without an address",
    check: "mx-host-address",
    status: "FAIL",
    zone: zone(MX, STANDBY_MX, 'mail TXT "here"'),
    says: "no address",
  },
  {
    name: "an own host with a private address",
    check: "mx-host-address",
    status: "WARN",
    zone: zone(MX, STANDBY_MX, "mail A 192.168.1.10"),
  },
  {
    name: "an own host with an IPv6 address only",
    check: "mx-host-address",
    status: "OK",
    zone: zone(MX, STANDBY_MX, "mail AAAA 2001:db8::1"),
  },
  {
    name: "an own host with IPv4 and IPv6",
    check: "mx-addresses",
    status: "WARN",
    zone: zone(...good, "mail AAAA 2001:db8::1"),
    says: "2 before the standby",
  },
  {
    name: "five addresses before the standby",
    check: "mx-addresses",
    status: "FAIL",
    zone: zone(...good, ...[2, 3, 4, 5].map((n) => `mail A 192.0.2.${n}`)),
  },
  {
    name: "a second own host behind the standby",
    check: "mx-addresses",
    status: "OK",
    zone: zone(...good, "@ MX 200 late", "late A 192.0.2.2"),
  },
  { name: "MX records for two days", check: "mx-ttl", status: "NOTE", zone: zone(`@ 172800 MX 10 mail`, MAIL) },
  { name: "a domain without TLS-RPT", check: "tls-rpt", status: "NOTE", zone: zone(MX, STANDBY_MX, MAIL) },
  {
    name: "an own host with DANE",
    check: "dane",
    status: "NOTE",
    zone: zone(...good, `_25._tcp.mail TLSA 3 1 1 ${"ab".repeat(32)}`),
  },
  { name: "no MTA-STS", check: "mta-sts-record", status: "NOTE" },
  {
    name: "two MTA-STS records",
    check: "mta-sts-record",
    status: "WARN",
    zone: zone(...good, STS, '_mta-sts TXT "v=STSv1; id=2"'),
  },
  {
    name: "an MTA-STS record beside another TXT record",
    check: "mta-sts-record",
    status: "OK",
    zone: zone(...good, STS, '_mta-sts TXT "hello"'),
  },
  {
    name: "an MTA-STS record without an id",
    check: "mta-sts-record",
    status: "WARN",
    zone: zone(...good, '_mta-sts TXT "v=STSv1;"'),
  },
  {
    name: "an MTA-STS policy with both",
    check: "mta-sts-policy",
    status: "OK",
    policy: { body: enforce("mail.$", STANDBY) },
  },
  {
    name: "an MTA-STS policy with wildcards",
    check: "mta-sts-policy",
    status: "OK",
    policy: { body: enforce("*.$", "*.eu-west-1.amazonaws.com") },
  },
  {
    name: "an MTA-STS wildcard that is two labels short",
    check: "mta-sts-policy",
    status: "FAIL",
    policy: { body: enforce("mail.$", "*.amazonaws.com") },
  },
  {
    name: "an enforced MTA-STS policy without the standby",
    check: "mta-sts-policy",
    status: "FAIL",
    policy: { body: enforce("mail.$") },
    says: STANDBY,
  },
  {
    name: "an enforced MTA-STS policy without the primary",
    check: "mta-sts-policy",
    status: "FAIL",
    policy: { body: enforce(STANDBY) },
  },
  {
    name: "an MTA-STS policy under test without the standby",
    check: "mta-sts-policy",
    status: "WARN",
    policy: { body: sts("mode: testing", "mx: mail.$", "max_age: 86400") },
  },
  {
    name: "an MTA-STS policy of mode none",
    check: "mta-sts-policy",
    status: "NOTE",
    policy: { body: sts("mode: none", "max_age: 86400") },
  },
  {
    name: "an MTA-STS policy for an hour",
    check: "mta-sts-policy",
    status: "NOTE",
    policy: { body: sts("mode: enforce", "mx: mail.$", `mx: ${STANDBY}`, "max_age: 3600") },
  },
  {
    name: "an MTA-STS policy that is missing",
    check: "mta-sts-policy",
    status: "WARN",
    policy: { status: 404 },
    says: "404",
  },
  {
    name: "an MTA-STS policy behind a redirect",
    check: "mta-sts-policy",
    status: "WARN",
    policy: { status: 301, headers: { location: "https://www.example.org/" } },
    says: "301",
  },
  {
    name: "an MTA-STS policy that is none",
    check: "mta-sts-policy",
    status: "WARN",
    policy: { body: "<html>hello</html>" },
  },
  {
    name: "an MTA-STS policy without end",
    check: "mta-sts-policy",
    status: "WARN",
    policy: { body: "x".repeat(70_000) },
  },
  {
    name: "an MTA-STS host with the certificate of another",
    check: "mta-sts-policy",
    status: "WARN",
    policy: { body: enforce("mail.$", STANDBY), certificate: "wrong-name" },
    says: "certificate",
  },
  {
    name: "an MTA-STS host with a certificate that has expired",
    check: "mta-sts-policy",
    status: "WARN",
    policy: { body: enforce("mail.$", STANDBY), certificate: "expired" },
    says: "certificate has expired",
  },
  {
    name: "an MTA-STS host with a certificate of an unknown authority",
    check: "mta-sts-policy",
    status: "WARN",
    policy: { body: enforce("mail.$", STANDBY), certificate: "unknown-ca" },
    says: "certificate",
  },
  {
    name: "an MTA-STS host that cannot be reached from here",
    check: "mta-sts-policy",
    status: "UNKNOWN",
    zone: zone(...good, STS, "mta-sts A @silent@"),
    says: "ECONNREFUSED",
  },
  {
    name: "an MTA-STS host without an address",
    check: "mta-sts-policy",
    status: "WARN",
    zone: zone(...good, STS),
    says: "no address",
  },
];

/** The zone of a case, with the records of its MTA-STS host. */
export function zoneOf({ zone: own, policy }: DnsCase, policyAddress: string): Zone | undefined {
  if (own === "none") return undefined;
  if (own) return own;
  return zone(...good, ...(policy ? [STS, `mta-sts A ${policyAddress}`] : []));
}

import { startDns, type TestDns } from "../../../fixtures/dns/test-dns";
import { loopback } from "../../../fixtures/dns/loopback";
import type { Zone } from "../../../fixtures/dns/zone";
import { CertificateAuthority } from "../../../fixtures/https/certificates";
import { type PolicyAnswer, type PolicyServer, startPolicyServer } from "../../../fixtures/https/policy-server";
import { type DoctorOutput, runDoctor } from "../../../fixtures/run-doctor";
import { type DnsCase, dnsCases, STANDBY, zoneOf } from "./dns-cases";

const rows = dnsCases.map((row, index) => ({ ...row, domain: `case${index}.example` }));
type Row = (typeof rows)[number];

const authority = new CertificateAuthority();
const unknownAuthority = new CertificateAuthority("unknown authority");
let dns: TestDns;
let policies: PolicyServer;
/** Doctor is run once for all rows with the same resolvers. */
const runs = new Map<DnsCase["resolvers"], DoctorOutput>();

beforeAll(async () => {
  dns = await startDns({
    zones: {
      ...Object.fromEntries(rows.flatMap(zonesOf)),
      "amazonaws.com": standbyZone,
      "above.example": above,
      ...otherDomains(),
    },
    stale: rows.flatMap((row) => (row.stale ?? []).map((line) => filled(line, row))),
  });
  policies = await startPolicyServer(loopback(100), Object.fromEntries(rows.flatMap(policyOf)));
  const resolvers = { honest: dns.resolvers, stale: [dns.resolvers[0], dns.staleResolver], alone: [dns.staleResolver] };
  for (const kind of ["honest", "stale", "alone"] as const) {
    const some = rows.filter((row) => (row.resolvers ?? "honest") === kind);
    runs.set(kind, await lookAt(some, resolvers[kind]));
  }
});

afterAll(async () => {
  await policies?.stop();
  await dns?.stop();
  authority.remove();
  unknownAuthority.remove();
});

const standbyZone: Zone = {
  records: ["inbound-smtp.eu-west-1 A 198.51.100.25", "inbound-smtp.us-east-1 A 198.51.100.26"],
};

/** The parent zone of domains without a zone. */
const above: Zone = { records: [`*.pool MX 10 mail`, `*.pool MX 100 ${STANDBY}.`, "mail A 192.0.2.1"] };

/** Domains outside the settings; the mail of one goes to the mail server of the first case. */
const otherDomains = (): Record<string, Zone> => ({
  "guest.example": { records: [`@ MX 10 mail.${rows[0]!.domain}.`] },
  "other.example": { records: ["@ MX 10 mail.other.example."] },
});

function filled(text: string, { domain }: Row): string {
  return text.replaceAll("$", domain).replaceAll("@silent@", loopback(99));
}

function zonesOf(row: Row): [string, Zone][] {
  const zone = zoneOf(row, loopback(100));
  if (!zone) return [];
  const records = zone.records.map((line) => filled(line, row));
  return [[row.domain, { ...zone, records }]];
}

function policyOf(row: Row): [string, PolicyAnswer][] {
  const { policy, domain } = row;
  if (!policy) return [];
  const host = `mta-sts.${domain}`;
  const certificates = {
    good: () => authority.issue([host]),
    "wrong-name": () => authority.issue(["www.example.org"]),
    "unknown-ca": () => unknownAuthority.issue([host]),
    expired: () => authority.issue([host], -1),
  };
  const body = policy.body === undefined ? undefined : filled(policy.body, row);
  return [[host, { ...policy, body, certificate: certificates[policy.certificate ?? "good"]() }]];
}

/** Runs doctor once for all these domains. */
function lookAt(some: readonly Row[], resolvers: readonly string[], ...args: string[]): Promise<DoctorOutput> {
  return runDoctor(settingsFor(some), ["--only", "dns", ...resolvers.flatMap((one) => ["--resolver", one]), ...args], {
    NODE_EXTRA_CA_CERTS: authority.file,
  });
}

function settingsFor(some: readonly (Pick<DnsCase, "primary"> & { domain: string })[]): object {
  return {
    regions: ["eu-west-1"],
    domains: some.map(({ domain, primary = [{ host: "mail.$", preference: 10 }] }) => ({
      name: domain,
      primary: primary.map(({ host, preference }) => ({ host: host.replace("$", domain), preference })),
      dns: "elsewhere",
    })),
    mailboxes: [{ user: "alice", addresses: [`alice@${some[0]!.domain}`] }],
  };
}

const goodRow = () => rows.slice(0, 1);

describe("doctor, of the DNS that senders see,", () => {
  test.each(rows)("reports $name as $status by $check", (row) => {
    const { results } = runs.get(row.resolvers ?? "honest")!;
    const own = results.filter(({ id, subject }) => id === row.check && subject === row.domain);
    expect(own.map(({ status }) => status)).toEqual([row.status]);
    if (row.says !== undefined) expect(own[0]?.found).toContain(row.says);
    // Each fault has its consequence and a remedy.
    if (row.status === "FAIL" || row.status === "WARN") {
      const { why, advice, fix } = own[0]!;
      expect([why, advice ?? fix]).toEqual([expect.any(String), expect.any(String)]);
    }
  });

  test("has no internal error", () => {
    const all = [...runs.values()].flatMap(({ results }) => results);
    expect(all.filter(({ found }) => found.startsWith("fault of doctor"))).toEqual([]);
  });

  test("ends with 0 for a good domain, or with notes only", async () => {
    const { exitCode, results } = await lookAt(goodRow(), dns.resolvers);
    expect(results.filter(({ status }) => status !== "OK" && status !== "NOTE")).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test("queries the name servers of the parent zone of a wildcard domain", async () => {
    const mailboxes = [{ user: "alice", addresses: ["alice@a.pool.above.example"] }];
    const domains = [{ name: ".pool.above.example", primary: [{ host: "mail.above.example" }], dns: "elsewhere" }];
    const resolvers = dns.resolvers.flatMap((one) => ["--resolver", one]);
    const checks = ["mx-records", "dns-authority", ...resolvers];
    const { results } = await runDoctor({ regions: ["eu-west-1"], bucket: "mail", domains, mailboxes }, checks);
    expect(results).toMatchObject([
      { id: "dns-authority", status: "OK", found: "ns1.above.example, in the zone of above.example" },
      { id: "mx-records", status: "OK", source: expect.stringContaining("ns1.above.example (") as string },
    ]);
  });

  test("finds alert addresses whose mail goes to the mail server itself", async () => {
    const own = goodRow()[0]!.domain;
    const email = [`a@${own}`, "b@guest.example", "c@other.example", "d@nowhere.example"];
    const resolvers = dns.resolvers.flatMap((one) => ["--resolver", one]);
    const settings = { ...settingsFor(goodRow()), alerts: { email } };
    const { results } = await runDoctor(settings, ["alert-addresses", ...resolvers]);
    expect(results.map(({ subject, status, found }) => [subject, status, found])).toEqual([
      [email[0], "WARN", `${own} is of this mail server`],
      [email[1], "WARN", `the MX of guest.example is mail.${own}`],
      [email[2], "OK", "other.example has other mail servers"],
      [email[3], "WARN", "there is no domain nowhere.example"],
    ]);
  });

  test("ignores a resolver that is down", async () => {
    const { exitCode, results } = await lookAt(goodRow(), [dns.silentAddress, ...dns.resolvers]);
    expect(results[0]).toMatchObject({ id: "dns-resolvers", status: "NOTE" });
    expect(exitCode).toBe(0);
  });

  test("ignores a resolver that invents addresses", async () => {
    const { exitCode, results } = await lookAt(goodRow(), [dns.inventingResolver, ...dns.resolvers]);
    expect(results[0]?.found).toMatch(/invents addresses/);
    expect(exitCode).toBe(0);
  });

  test("reports everything as unknown, with one cause, without a resolver", async () => {
    const { exitCode, results } = await lookAt(goodRow(), [dns.inventingResolver]);
    // The check of labels needs only the settings.
    const [cause, ...others] = results.filter(({ id }) => id !== "labels");
    expect(cause).toMatchObject({ id: "dns-resolvers", status: "UNKNOWN" });
    expect(new Set(others.map(({ status, blockedBy }) => `${status} ${blockedBy}`))).toEqual(
      new Set(["UNKNOWN dns-resolvers"]),
    );
    expect(exitCode).toBe(3);
  });

  test("reports an endpoint of SES without an address as a fault", async () => {
    const settings = { ...settingsFor(goodRow()), regions: ["eu-west-3"] };
    const resolvers = dns.resolvers.flatMap((one) => ["--resolver", one]);
    const { exitCode, results } = await runDoctor(settings, ["standby-host", ...resolvers]);
    expect(results).toMatchObject([{ subject: STANDBY.replace("eu-west-1", "eu-west-3"), status: "FAIL" }]);
    expect(exitCode).toBe(2);
  });
});

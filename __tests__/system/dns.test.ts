import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { runCommand } from "../../fixtures/command";
import { type TestDns, startDns } from "../../fixtures/dns/test-dns";
import { loopback } from "../../fixtures/dns/loopback";
import type { Zone } from "../../fixtures/dns/zone";
import { CertificateAuthority } from "../../fixtures/https/certificates";
import { type PolicyServer, startPolicyServer } from "../../fixtures/https/policy-server";
import type { DomainRecords, Purpose, RecordState } from "../../operator/dns/model";

const STANDBY = "inbound-smtp.eu-west-1.amazonaws.com";
const MX = "@ MX 10 mail";
const STANDBY_MX = `@ MX 100 ${STANDBY}.`;
const DKIM = ["abc", "def", "ghi"].map((token) => `${token}._domainkey CNAME ${token}.dkim.amazonses.com.`);
const VERIFICATION = '_amazonses TXT "the-token="';
const TLS_RPT = '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@example.org"';
const STS = '_mta-sts TXT "v=STSv1; id=1"';
const good = [MX, STANDBY_MX, "mail A 192.0.2.1", ...DKIM, VERIFICATION, TLS_RPT];
const policyHost = `mta-sts A ${loopback(100)}`;

const zones: Readonly<Record<string, Zone>> = {
  "good.example": { records: good },
  "empty.example": { records: [] },
  "wrong.example": {
    records: [
      "@ MX 20 mail",
      STANDBY_MX,
      "@ MX 50 old",
      ...DKIM.slice(0, 2),
      "ghi._domainkey CNAME ghi.dkim.example.net.",
      '_amazonses TXT "of another account"',
      TLS_RPT,
      '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:other@example.org"',
    ],
  },
  "changed.example": { records: good, second: [MX, ...good.slice(2)] },
  "silent.example": { records: good, isSilent: true },
  "served.example": { records: [...good, STS, policyHost] },
  "lacking.example": { records: [...good, STS, policyHost] },
  "parent.example": { records: ["mail.child A 192.0.2.1", "child MX 10 mail.child"] },
};
const domains = [
  ...Object.keys(zones).filter((name) => name !== "parent.example"),
  "child.parent.example",
  "pasted.example",
];

let dns: TestDns;
let policies: PolicyServer;
let directory: string;
const authority = new CertificateAuthority();
const recordsOf = new Map<string, DomainRecords>();

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "dns-command-"));
  writeFileSync(join(directory, "outputs.json"), JSON.stringify({ "standby-mx-eu-west-1": outputs() }));
  const pasted = (await run(["pasted.example"], [], {}, ["127.0.0.1:1"])).stdout.split("\n");
  [dns, policies] = await Promise.all([
    startDns({ zones: { ...zones, "pasted.example": { records: pasted } } }),
    startPolicyServer(loopback(100), policyAnswers()),
  ]);
  const { stdout } = await run(domains, ["--json"]);
  for (const each of (JSON.parse(stdout) as { domains: DomainRecords[] }).domains) recordsOf.set(each.domain, each);
});
afterAll(async () => {
  await Promise.all([dns?.stop(), policies?.stop()]);
  rmSync(directory, { recursive: true, force: true });
  authority.remove();
});

function policyAnswers() {
  const certificate = authority.issue(["mta-sts.served.example", "mta-sts.lacking.example"]);
  const policy = (...mx: string[]) =>
    ["version: STSv1", "mode: enforce", ...mx.map((host) => `mx: ${host}`), "max_age: 604800", ""].join("\r\n");
  return {
    "mta-sts.served.example": { certificate, body: policy("*.served.example", STANDBY) },
    "mta-sts.lacking.example": { certificate, body: policy("mail.lacking.example") },
  };
}

/** The outputs of a stack for a domain whose DNS is elsewhere. */
function outputs(): object {
  const lines = (domain: string) => [
    ...["abc", "def", "ghi"].map(
      (token) => `${token}._domainkey.${domain}. 3600 IN CNAME ${token}.dkim.amazonses.com.`,
    ),
    `_amazonses.${domain}. 3600 IN TXT "the-token="`,
  ];
  return Object.fromEntries(
    domains.map((domain) => [`verification_${domain.replaceAll(".", "_")}`, lines(domain).join("\n")]),
  );
}

const nobody = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_CONFIG_FILE: "/dev/null",
};

async function run(
  names: readonly string[],
  args: readonly string[],
  more: object = {},
  resolvers: readonly string[] = dns.resolvers,
) {
  const settings = join(directory, "standby-mx.yaml");
  const own = names.map((name) => ({
    name,
    primary: [{ host: `mail.${name}`, preference: 10 }],
    dns: "elsewhere",
    ...more,
  }));
  const mailboxes = [{ user: "alice", addresses: [`alice@${names[0]}`] }];
  writeFileSync(settings, stringify({ regions: ["eu-west-1"], domains: own, mailboxes }));
  const outputsFile = args.includes("--no-outputs") ? [] : ["--outputs", join(directory, "outputs.json")];
  return runCommand(
    [
      "dns",
      ...["--settings", settings, ...outputsFile],
      ...resolvers.flatMap((one) => ["--resolver", one]),
      ...args.filter((arg) => arg !== "--no-outputs"),
    ],
    { ...nobody, NODE_EXTRA_CA_CERTS: authority.file },
  );
}

/** The number of records of a purpose in each state. */
function states(domain: string, purpose: Purpose): readonly RecordState[] {
  return recordsOf
    .get(domain)!
    .records.filter((record) => record.purpose === purpose)
    .map(({ state }) => state);
}

describe("standby-mx dns", () => {
  test.each<[string, Partial<Record<Purpose, readonly RecordState[]>>]>([
    [
      "good.example",
      {
        dkim: ["seen", "seen", "seen"],
        verification: ["seen"],
        mx: ["seen", "seen"],
        "tls-rpt": ["seen"],
        "mta-sts": ["missing"],
      },
    ],
    [
      "empty.example",
      {
        dkim: ["missing", "missing", "missing"],
        verification: ["missing"],
        mx: ["missing", "missing"],
        "tls-rpt": ["missing"],
      },
    ],
    [
      "wrong.example",
      {
        dkim: ["seen", "seen", "different"],
        verification: ["different"],
        mx: ["different", "seen"],
        "tls-rpt": ["different"],
      },
    ],
    ["changed.example", { mx: ["seen", "partly"], dkim: ["seen", "seen", "seen"] }],
    ["silent.example", { mx: ["unknown", "unknown"], verification: ["unknown"], "tls-rpt": ["unknown"] }],
    ["served.example", { "mta-sts": ["seen"] }],
    ["child.parent.example", { mx: ["seen", "missing"] }],
  ])("reports for %s which records are published", (domain, expected) => {
    const found = Object.fromEntries(
      Object.keys(expected).map((purpose) => [purpose, states(domain, purpose as Purpose)]),
    );
    expect(found).toEqual(expected);
  });

  test("queries the name servers of the domain directly", () => {
    const [record] = recordsOf.get("good.example")!.records;
    expect(record?.found).toContain("ns1.good.example");
    expect(recordsOf.get("child.parent.example")).toMatchObject({ zone: "parent.example" });
  });

  test("names an MX record that is not in the settings", () => {
    expect(recordsOf.get("wrong.example")?.unexpected).toEqual(["50 old.wrong.example"]);
  });

  test("keeps the served policy, and adds the missing lines", () => {
    expect(recordsOf.get("served.example")?.policy).toMatchObject({ state: "seen" });
    const { state, text } = recordsOf.get("lacking.example")!.policy!;
    expect(state).toBe("different");
    expect(text).toBe(`version: STSv1\nmode: enforce\nmx: mail.lacking.example\nmx: ${STANDBY}\nmax_age: 604800\n`);
  });

  test("prints lines that a name server accepts, after which all are published", async () => {
    const { exitCode, stdout } = await run(["pasted.example"], ["--watch", "--limit", "0.001"]);
    expect(stdout).toMatch(/All records are seen\.\n$/);
    expect(exitCode).toBe(0);
  });

  test("prints the fields of a provider's form", async () => {
    const { stdout } = await run(["child.parent.example"], ["--form"]);
    expect(stdout).toMatch(/^ {2}child +MX +100 +inbound-smtp\.eu-west-1\.amazonaws\.com +3600 +missing$/m);
    expect(stdout).toMatch(/^ {2}abc\._domainkey\.child +CNAME +abc\.dkim\.amazonses\.com +3600 +missing$/m);
  });

  test("ends its watch with 75 at the time limit", async () => {
    const { exitCode, stdout } = await run(["changed.example"], ["--watch", "--interval", "0.1", "--limit", "0.01"]);
    expect(stdout).toMatch(
      new RegExp(
        `Not seen within the time:\n {2}changed\\.example\\. 3600 IN MX 100 ${STANDBY}\\. ; partly: [^\n]*\n$`,
      ),
    );
    expect(exitCode).toBe(75);
  });

  test("names commands that print the DKIM records if it cannot", async () => {
    const { stdout, exitCode } = await run(["good.example"], ["--no-outputs"]);
    expect(stdout).toContain("no AWS credentials here");
    expect(stdout).toContain("npx cdktf output 'standby-mx-*' --outputs-file outputs.json");
    expect(exitCode).toBe(0);
    const route53 = await run(["good.example"], ["--no-outputs"], { dns: { route53: "good.example" } });
    expect(route53.stdout).toContain(
      "aws ses get-identity-dkim-attributes --region eu-west-1 --identities good.example",
    );
    expect(route53.stdout).toContain("the deployment publishes DKIM, TXT and MX records in Route 53");
  });

  test("refuses outputs without records", async () => {
    const { exitCode, stderr } = await run(["good.example"], ["--no-outputs", "--outputs", "/dev/null"]);
    expect(stderr).toMatch(/expected the outputs verification_<domain> of a stack in \/dev\/null, found none/);
    expect(exitCode).toBe(64);
  });
});

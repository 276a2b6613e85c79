import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { openApplier } from "../../../fixtures/apply/open-applier";
import { synthesize } from "../../../fixtures/apply/synthesize";
import { type DnsWorld, startDns } from "../../../fixtures/dns/dns-world";
import { loopback } from "../../../fixtures/dns/loopback";
import { type Dovecot, startDovecot } from "../../../fixtures/dovecot/dovecot";
import { CertificateAuthority } from "../../../fixtures/https/certificates";
import { type PolicyServer, startPolicyServer } from "../../../fixtures/https/policy-server";
import { runCommand } from "../../../fixtures/command";
import { runDoctor } from "../../../fixtures/run-doctor";
import { type ChildServer, startServer } from "../../../fixtures/server/child-server";
import { freePorts } from "../../../fixtures/server/free-port";
import { HomeServer } from "./home-server";

const STANDBY = "inbound-smtp.eu-west-1.amazonaws.com";
const MTA_STS = "mta-sts.example.org";
const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "eu-west-1" };

const folder = mkdtempSync(join(tmpdir(), "good-set-up-"));
const authority = new CertificateAuthority();
const mailServer = new HomeServer();
let moto: ChildServer;
let dns: DnsWorld;
let policies: PolicyServer;
let dovecot: Dovecot;
let endpoint: string;
let settings: object;

beforeAll(async () => {
  Object.assign(process.env, credentials);
  const [port] = (await freePorts(1)) as [number];
  endpoint = `http://127.0.0.1:${port}`;
  const script = resolve(__dirname, "../../../scripts/install-moto.sh");
  const command = execFileSync("bash", [script], { encoding: "utf8" }).trim();
  [moto, policies, dovecot] = await Promise.all([
    startServer({ command, args: ["-H", "127.0.0.1", "-p", String(port)], host: "127.0.0.1", ports: [port] }),
    startPolicyServer(loopback(100), { [MTA_STS]: { certificate: authority.issue([MTA_STS]), body: policy } }),
    startDovecot(),
  ]);
  settings = {
    regions: ["eu-west-1"],
    domains: [{ name: "example.org", primary: [{ host: "mail.example.org", preference: 10 }], dns: "elsewhere" }],
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob"], destination: { lmtp: `127.0.0.1:${dovecot.lmtpPort}` } },
    ],
    alerts: { email: ["you@example.com"] },
  };
  const settingsFile = join(folder, "standby-mx.yaml");
  writeFileSync(settingsFile, stringify(settings));
  const [stack = ""] = await synthesize({ settingsFile, endpoint, outputFolder: join(folder, "out") });
  await openApplier(stack, "direct").apply();
  const common = ["--settings", settingsFile, "--endpoint-url", endpoint];
  // Nothing is published yet, so nobody needs to be asked.
  const wanted = (await runCommand(["dns", ...common, "--resolver", "127.0.0.1:1"])).stdout.split("\n");
  dns = await startDns({
    zones: {
      "example.org": { records: [...wanted, ...hosts] },
      "amazonaws.com": { records: ["inbound-smtp.eu-west-1 A 198.51.100.25"] },
    },
  });
  const accepted = ["alice", "postmaster", "bob"].map((user) => `{${user}@example.org=${user}/Maildir/}`);
  mailServer.virtualMailboxes(accepted.join(" "));
  const { code, stderr } = await runCommand(["import", ...common, "--root", mailServer.root]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(async () => {
  await Promise.all([moto?.stop(), dns?.stop(), policies?.stop(), dovecot?.stop()]);
  mailServer.end();
  authority.remove();
  rmSync(folder, { recursive: true, force: true });
  for (const name of Object.keys(credentials)) delete process.env[name];
});

/** What the operator adds to the records that `standby-mx dns` prints. */
const hosts = ["mail A 192.0.2.1", '_mta-sts TXT "v=STSv1; id=1"', `mta-sts A ${loopback(100)}`];
const policy = [
  "version: STSv1",
  "mode: enforce",
  "mx: mail.example.org",
  `mx: ${STANDBY}`,
  "max_age: 604800",
  "",
].join("\r\n");

test("doctor finds everything good in a set-up where everything is good", async () => {
  const resolvers = dns.resolvers.flatMap((one) => ["--resolver", one]);
  const places = ["--root", mailServer.root, "--postfix", mailServer.postfix, "--endpoint-url", endpoint];
  const { results } = await runDoctor(settings, [...resolvers, ...places], {
    NODE_EXTRA_CA_CERTS: authority.file,
  });
  const bad = results.filter(({ status }) => status !== "OK");
  expect(bad.map(({ id, status, found }) => [id, status, found])).toEqual([
    // moto answers GetBucketVersioning by an element of another name than S3's.
    ["bucket-versioning", "UNKNOWN", expect.stringContaining("not a VersioningConfiguration")],
    // moto lets every key do everything.
    ["importer-key", "WARN", expect.stringContaining("may do more")],
  ]);
  expect(results.length).toBeGreaterThan(45);
  expect(new Set(results.map(({ place }) => place))).toEqual(new Set(["dns", "aws", "home"]));
});

import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { runCommand } from "../../fixtures/command";
import { REGION, s3Environment, type S3Server, startS3 } from "../../fixtures/s3/s3-server";
import { type TestDns, startDns } from "../../fixtures/dns/test-dns";
import { loopback } from "../../fixtures/dns/loopback";
import { S3Store } from "../../store/s3-store";
import type { AppliedRules, PolicyDocument } from "../../inbound/applied-rules";
import { noDns } from "../../inbound/dns-resolver";
import { type Endpoint, startEndpoint } from "../../inbound/endpoint";
import { runCanary } from "../../operator/canary/canary";
import type { Hop, HopName } from "../../operator/canary/model";
import { DnsLookups } from "../../operator/doctor/dns/dns-lookups";
import { loadSettings } from "../../settings/load";
import { parseResolver } from "../../settings/names/resolvers";
import { DirectoryStore } from "../../store/directory-store";
import { bucket, rule, rulesWith, s3, sesMayWrite } from "../unit/inbound/support/rules";
import { makeMaildir } from "../../fixtures/host/maildir";

const standby = loopback(101);
const busyServer = loopback(103);
const alice = rule("alice", ["alice@example.org"]);

/** The behaviour of the endpoint in place of SES; each test begins with the behaviour of SES. */
interface Ses {
  readonly rules: AppliedRules;
  /** Changes the bytes before they are stored. */
  readonly change: (stored: string) => string;
  /** Called when a message is stored, for example to import. */
  readonly onStored: () => unknown;
}

const goodSes: Ses = { rules: rulesWith([alice]), change: (text) => text, onStored: () => undefined };
let ses = goodSes;
let dns: TestDns;
let place: string;
let settingsFile: string;
let endpoint: Endpoint;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "canary-"));
  const hosts = { "eu-west-1": standby, "eu-west-2": loopback(102), "eu-west-3": busyServer, [REGION]: loopback(104) };
  const records = Object.entries(hosts).map(([region, address]) => `inbound-smtp.${region} A ${address}`);
  dns = await startDns({ zones: { "amazonaws.com": { records } } });
  endpoint = await startSes();
});
afterAll(async () => {
  await endpoint?.close();
  await dns?.stop();
  rmSync(place, { recursive: true, force: true });
});
beforeEach(() => {
  ses = goodSes;
  for (const each of ["root", "store"]) rmSync(join(place, each), { recursive: true, force: true });
  makeMaildir(maildir());
  mkdirSync(join(place, "store", bucket), { recursive: true });
  settingsFile = writeSettings();
});

const maildir = () => join(place, "root/home/alice/Maildir");

function writeSettings(more: object = {}): string {
  const file = join(place, "standby-mx.yaml");
  const domain = { name: "example.org", primary: [{ host: "mail.example.org" }], dns: "elsewhere" };
  const mailboxes = [{ user: "alice", addresses: ["alice"] }];
  writeFileSync(file, stringify({ regions: ["eu-west-1"], bucket, domains: [domain], mailboxes, ...more }));
  return file;
}

/** The endpoint in place of SES, on port 25 of its address in DNS. */
async function startSes(): Promise<Endpoint> {
  const store = new DirectoryStore(join(place, "store", bucket));
  const put = store.put.bind(store);
  store.put = async (key, body, metadata) => {
    await store.create();
    await put(key, Buffer.from(ses.change(body.toString("latin1")), "latin1"), metadata);
    if (!key.includes("SETUP")) ses.onStored();
  };
  await store.create();
  return startEndpoint({
    rules: { name: "a test", read: () => Promise.resolve(ses.rules) },
    stores: () => Promise.resolve(store),
    listen: { host: standby, port: 25 },
    resolver: noDns,
  });
}

const importMail = (...args: string[]) =>
  runCommand([
    "import",
    "--settings",
    settingsFile,
    "--root",
    join(place, "root"),
    "--store",
    `dir:${join(place, "store")}`,
    ...args,
  ]);

/** Delivers as the importer does, in this process. */
function deliver(copies = 1): void {
  const directory = join(place, "store", bucket, "alice");
  for (const name of readdirSync(directory).filter((key) => !key.includes("SETUP"))) {
    const text = readFileSync(join(directory, name), "latin1").replaceAll("\r\n", "\n");
    for (let copy = 0; copy < copies; copy++) writeFileSync(join(maildir(), "new", `${name}.${copy}`), text, "latin1");
    rmSync(join(directory, name));
  }
}

async function canary(importedMs = 20_000, storedMs = 20_000): Promise<readonly Hop[]> {
  const { settings } = await loadSettings(settingsFile);
  return runCanary({
    settings,
    dns: new DnsLookups(
      dns.resolvers.flatMap((one) => parseResolver(one) ?? []),
      () => [],
    ),
    address: "alice@example.org",
    location: { kind: "directory", path: join(place, "store") },
    root: join(place, "root"),
    limits: { storedMs, importedMs, settleMs: 100 },
    signal: AbortSignal.timeout(60_000),
  });
}

const statuses = (hops: readonly Hop[]) => Object.fromEntries(hops.map(({ hop, status }) => [hop, status]));
const foundAt = (hops: readonly Hop[], name: HopName) => hops.find(({ hop }) => hop === name)?.found ?? "";
const allGood = {
  connection: "OK",
  "invented-address": "OK",
  address: "OK",
  stored: "OK",
  headers: "OK",
  imported: "OK",
  mailbox: "OK",
};

/** Runs a canary against an SES with these differences. */
async function against(more: Partial<Ses>, ...limits: readonly [number?, number?]): Promise<readonly Hop[]> {
  ses = { ...goodSes, ...more };
  return canary(...limits);
}

describe("the canary", () => {
  test("finds a message delivered once by a real import", async () => {
    const { Received: before } = endpoint.counters;
    ses = { ...goodSes, onStored: () => void importMail() };
    const { exitCode, stdout } = await runCommand([
      ...["canary", "alice@example.org", "--yes", "--json", "--settings", settingsFile, "--root", join(place, "root")],
      ...["--store", `dir:${join(place, "store")}`, ...dns.resolvers.flatMap((one) => ["--resolver", one])],
    ]);
    const { hops } = JSON.parse(stdout) as { hops: readonly Hop[] };
    expect(statuses(hops)).toEqual(allGood);
    expect(hops.every(({ elapsedMs }) => elapsedMs >= 0)).toBe(true);
    expect(foundAt(hops, "mailbox")).toBe("once in the mailbox of alice (new)");
    expect(endpoint.counters.Received).toBe(before + 1);
    expect(exitCode).toBe(0);
  });

  test("reads the headers in the mailbox if the importer was faster", async () => {
    expect(statuses(await against({ onStored: () => deliver() }))).toEqual(allGood);
  });

  test("reports a duplicate delivery", async () => {
    const hops = await against({ onStored: () => deliver(2) });
    expect(statuses(hops)).toEqual({ ...allGood, mailbox: "FAIL" });
    expect(foundAt(hops, "mailbox")).toMatch(/^2 times/);
  });

  test("reports an import that does not happen", async () => {
    const hops = await against({}, 2_500);
    expect(statuses(hops)).toEqual({ ...allGood, imported: "FAIL", mailbox: "UNKNOWN" });
    expect(foundAt(hops, "imported")).toMatch(/^still in the bucket/);
  });

  test("reports another key under which SES stores the message", async () => {
    const hops = await against({ rules: rulesWith([{ ...alice, actions: [s3("other")] }]) }, 20_000, 2_500);
    expect(statuses(hops)).toMatchObject({ address: "OK", stored: "FAIL" });
    expect(foundAt(hops, "stored")).toMatch(/^SES stores the message as other\/[0-9a-v]{40}$/);
  });

  test("reports a message that SES does not store", async () => {
    const hops = await against({ rules: rulesWith([{ ...alice, actions: [] }]) }, 20_000, 2_500);
    expect(statuses(hops)).toMatchObject({ address: "OK", stored: "FAIL" });
  });

  test.each([
    [
      "a missing header",
      (text: string) => text.replace(/^X-SES-RECEIPT: .*\r\n/m, ""),
      "WARN",
      /SES writes Return-Path, (?!.*X-SES-RECEIPT,.*we).* we assumed/,
    ],
    [
      "a header more",
      (text: string) => `X-SES-New: 1\r\n${text}`,
      "NOTE",
      /^the importer understands the headers of SES; headers: SES writes X-SES-New, Return-Path/,
    ],
    [
      "another form of a header",
      (text: string) => text.replace("with SMTP id", "with ESMTPS id"),
      "NOTE",
      /header Received: SES writes .*with ESMTPS id.* we assumed the form .*with SMTP id/,
    ],
    [
      "changed bytes",
      (text: string) => text.replace("whether it is delivered", "whether it  is delivered"),
      "NOTE",
      /body: SES changes the message/,
    ],
  ] as const)("compares SES's behaviour with the assumption: %s", async (_, change, status, found) => {
    const hops = await against({ change, onStored: () => void setTimeout(deliver, 1_200) });
    expect(statuses(hops)).toEqual({ ...allGood, headers: status });
    expect(foundAt(hops, "headers")).toMatch(found);
  });

  test("reports an address that the standby refuses", async () => {
    const hops = await against({ rules: rulesWith([]) });
    expect(statuses(hops)).toEqual({ connection: "OK", "invented-address": "OK", address: "FAIL" });
    expect(foundAt(hops, "address")).toMatch(/^alice@example\.org: 550 5\.1\.1/);
  });

  test("reports an invented address that the standby accepts, and sends no message", async () => {
    const all = rule("all", ["example.org"]);
    const hops = await against({ rules: rulesWith([alice, all]), onStored: () => deliver() });
    expect(statuses(hops)).toEqual({ ...allGood, "invented-address": "WARN" });
    expect(readdirSync(join(place, "store", bucket, "all")).filter((key) => !key.includes("SETUP"))).toHaveLength(1);
  });

  test("tries no invented address if a catch-all accepts every address", async () => {
    settingsFile = writeSettings({ unknownRecipients: { catchAll: "alice" } });
    const hops = await against({ rules: rulesWith([rule("alice", ["example.org"])]), onStored: () => deliver() });
    expect(statuses(hops)).toEqual(allGood);
    expect(foundAt(hops, "invented-address")).toMatch(/catch-all/);
  });

  test("names the steps that it cannot check on a machine without Maildirs", async () => {
    rmSync(maildir(), { recursive: true });
    const takeAway = () => rmSync(join(place, "store", bucket, "alice"), { recursive: true });
    const hops = await against({ onStored: () => void setTimeout(takeAway, 1_200) });
    expect(statuses(hops)).toEqual({ ...allGood, mailbox: "UNKNOWN" });
    expect(foundAt(hops, "mailbox")).toMatch(/^there is no Maildir/);
  });

  test("reports a closed port 25 as unknown, with alternatives", async () => {
    settingsFile = writeSettings({ regions: ["eu-west-2"] });
    const hops = await canary();
    expect(statuses(hops)).toEqual({ connection: "UNKNOWN" });
    expect(hops[0]).toMatchObject({ fix: expect.stringContaining("ssh mail.example.org standby-mx canary") as string });
  });

  test("reports an interrupted dialogue as unknown", async () => {
    settingsFile = writeSettings({ regions: ["eu-west-3"] });
    const server = await serve((socket) => socket.end("220 hello\r\n421 4.3.2 too busy\r\n"));
    expect(statuses(await canary())).toEqual({ connection: "UNKNOWN" });
    server.close();
  });

  test("is part of doctor on request", async () => {
    ses = { ...goodSes, rules: rulesWith([]) };
    const resolvers = dns.resolvers.flatMap((one) => ["--resolver", one]);
    const { exitCode, stdout } = await runCommand([
      ...["doctor", "canary", "--canary", "alice@example.org", "--json", "--settings", settingsFile, ...resolvers],
    ]);
    const { results } = JSON.parse(stdout) as { results: readonly { id: string; status: string; found: string }[] };
    expect(results.map(({ id, status }) => [id, status])).toEqual([
      ["canary", "OK"],
      ["canary", "OK"],
      ["canary", "FAIL"],
    ]);
    expect(results[2]?.found).toMatch(/^address after [\d.]+ s: alice@example\.org: 550/);
    expect(exitCode).toBe(2);
  });

  test.each([
    ["sends nothing where no terminal can be asked", ["alice@example.org"], /add --yes/],
    [
      "sends nothing to an address that is not of the settings",
      ["eve@example.net", "--yes"],
      /expected an address of the settings, such as alice@example\.org/,
    ],
  ])("%s", async (_, args, text) => {
    const { exitCode, stderr } = await runCommand(["canary", ...args, "--settings", settingsFile]);
    expect(stderr).toMatch(text);
    expect(exitCode).toBe(64);
  });
});

describe("the canary, with a real S3 server,", () => {
  let s3: S3Server;
  let sesInRegion: Endpoint;
  beforeAll(async () => {
    s3 = await startS3();
    await s3.makeBucket(bucket);
    Object.assign(process.env, s3Environment(s3.endpoint));
    const policy = JSON.parse(JSON.stringify(sesMayWrite).replaceAll("eu-west-1", REGION)) as PolicyDocument;
    const rules = rulesWith([alice], { region: REGION, buckets: new Map([[bucket, policy]]) });
    sesInRegion = await startEndpoint({
      rules: { name: "a test", read: () => Promise.resolve(rules) },
      stores: async () => {
        const store = await S3Store.open({ bucket, region: REGION, endpoint: s3.endpoint });
        const put = store.put.bind(store);
        store.put = async (key, body, metadata) => {
          await put(key, body, metadata);
          if (!key.includes("SETUP")) void runCommand(["import", ...common()]);
        };
        return store;
      },
      listen: { host: loopback(104), port: 25 },
      resolver: noDns,
    });
  });
  afterAll(async () => {
    await sesInRegion?.close();
    await s3?.stop();
    for (const name of Object.keys(s3Environment(""))) delete process.env[name];
  });

  const common = () => ["--settings", settingsFile, "--root", join(place, "root"), "--endpoint-url", s3.endpoint];

  test("finds a message delivered once", async () => {
    settingsFile = writeSettings({ regions: [REGION] });
    const { exitCode, stdout } = await runCommand([
      ...["canary", "alice@example.org", "--yes", "--json", ...common()],
      ...dns.resolvers.flatMap((one) => ["--resolver", one]),
    ]);
    const { hops } = JSON.parse(stdout) as { hops: readonly Hop[] };
    expect(statuses(hops)).toEqual(allGood);
    expect(exitCode).toBe(0);
  });

  test("finds the message in the mailbox also without access to the bucket", async () => {
    settingsFile = writeSettings({ regions: [REGION] });
    const noKey = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { exitCode, stdout } = await runCommand(
      [
        ...["canary", "alice@example.org", "--yes", "--json", ...common()],
        ...dns.resolvers.flatMap((one) => ["--resolver", one]),
      ],
      noKey,
    );
    const { hops } = JSON.parse(stdout) as { hops: readonly Hop[] };
    expect(statuses(hops)).toEqual({ ...allGood, imported: "UNKNOWN" });
    expect(exitCode).toBe(3);
  });
});

async function serve(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => onConnection(socket.on("error", () => undefined)));
  server.listen(25, busyServer);
  await once(server, "listening");
  return server;
}

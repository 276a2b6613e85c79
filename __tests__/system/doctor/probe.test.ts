import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { type TestDns, startDns } from "../../../fixtures/dns/test-dns";
import { loopback } from "../../../fixtures/dns/loopback";
import { runDoctor } from "../../../fixtures/run-doctor";
import type { AppliedRules } from "../../../inbound/applied-rules";
import { noDns } from "../../../inbound/dns-resolver";
import { type Endpoint, startEndpoint } from "../../../inbound/endpoint";
import type { Result } from "../../../operator/doctor/model";
import { rule, rulesWith } from "../../unit/inbound/support/rules";

const SMTP_PORT = 25;
const standby = loopback(101);
const all = [rule("alice", ["alice@example.org", "postmaster@example.org"]), rule("bob", ["bob@example.org"])];

let dns: TestDns;
beforeAll(async () => {
  const records = [`inbound-smtp.eu-west-1 A ${standby}`];
  dns = await startDns({ zones: { "amazonaws.com": { records } } });
});
afterAll(() => dns?.stop());

/** The endpoint in place of SES, on port 25 of its address in DNS. */
function endpoint(rules: AppliedRules): Promise<Endpoint> {
  return startEndpoint({
    rules: { name: "a test", read: () => Promise.resolve(rules) },
    stores: () => Promise.reject(new Error("doctor sends no message")),
    listen: { host: standby, port: SMTP_PORT },
    resolver: noDns,
  });
}

async function probe(settings: object = {}): Promise<Result> {
  const { results } = await runDoctor(
    {
      regions: ["eu-west-1"],
      domains: [{ name: "example.org", primary: [{ host: "mail.example.org" }], dns: "elsewhere" }],
      mailboxes: [
        { user: "alice", addresses: ["alice", "postmaster"] },
        { user: "bob", addresses: ["bob"] },
      ],
      ...settings,
    },
    ["standby-probe", ...dns.resolvers.flatMap((one) => ["--resolver", one])],
  );
  expect(results).toHaveLength(1);
  return results[0]!;
}

async function withEndpoint(rules: AppliedRules, settings?: object): Promise<Result> {
  const started = await endpoint(rules);
  const result = await probe(settings).finally(() => started.close());
  expect(started.counters).toMatchObject({ Received: 0 });
  return result;
}

/** A server that handles each connection by a function of the test. */
async function serve(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => onConnection(socket.on("error", () => undefined)));
  server.listen(SMTP_PORT, standby);
  await once(server, "listening");
  return server;
}

describe("doctor --probe", () => {
  test("reports a standby as OK that accepts each address and refuses an invented one", async () => {
    expect(await withEndpoint(rulesWith(all))).toMatchObject({
      status: "OK",
      found: "3 addresses accepted, an invented address refused",
    });
  });

  test("names each address that the standby refuses", async () => {
    const result = await withEndpoint(rulesWith(all.slice(0, 1)));
    expect(result).toMatchObject({ status: "FAIL" });
    expect(result.found).toMatch(/^bob@example\.org: 550 5\.1\.1/);
  });

  test("warns of a standby that accepts every address", async () => {
    expect(await withEndpoint(rulesWith([...all, rule("all", ["example.org"])]))).toMatchObject({ status: "WARN" });
  });

  test("reports a catch-all in the settings as OK", async () => {
    const settings = { unknownRecipients: { catchAll: "alice" } };
    expect(await withEndpoint(rulesWith([...all, rule("all", ["example.org"])]), settings)).toMatchObject({
      status: "OK",
    });
  });

  test("names the domain that the standby does not know", async () => {
    expect(await withEndpoint(rulesWith(all, { identities: [] }))).toMatchObject({ status: "FAIL" });
  });

  test("reports a closed port 25 as unknown", async () => {
    const result = await probe();
    expect(result).toMatchObject({ status: "UNKNOWN" });
    expect(result.found).toMatch(/ECONNREFUSED/);
    expect(result.why).toMatch(/port 25 seems to be blocked/);
  });

  test("reports a port 25 without replies as unknown", async () => {
    const silent = await serve(() => undefined);
    expect(await probe()).toMatchObject({ status: "UNKNOWN" });
    silent.close();
  });

  test.each([
    ["that it is too busy", "421 4.3.2 too busy\r\n", /the greeting got 421/],
    ["no SMTP, without end", "SSH-2.0-OpenSSH_9.2\r\n".repeat(5_000), /not an SMTP reply/],
  ])("reports a server as unknown that replies %s", async (_, greeting, found) => {
    const server = await serve((socket) => socket.end(greeting));
    const result = await probe();
    expect(result.status).toBe("UNKNOWN");
    expect(result.found).toMatch(found);
    server.close();
  });
});

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Dovecot, startDovecot } from "../../../fixtures/dovecot/dovecot";
import { scriptedSmtp } from "../../../fixtures/smtp/scripted-smtp";
import { sendError, sendXml, startScriptedS3 } from "../../../fixtures/s3/scripted-s3";
import { s3Environment, type S3Server, startS3 } from "../../../fixtures/s3/s3-server";
import { homeCases } from "./home-cases";
import { HomeServer } from "./home-server";

const NOBODY = 65_534;
const BUCKET = "example.org-mail-stocker";

let server: HomeServer;
beforeEach(() => (server = new HomeServer()));
afterEach(() => server.end());

describe("doctor, of the mail server,", () => {
  test.each(homeCases)(
    "reports $name as $status by $check",
    async ({ check, status, says, why: because, settings, arrange }) => {
      arrange?.(server);
      const own = (await server.doctor(check, settings)).filter(({ id }) => id === check);
      expect(own).toMatchObject([{ status }]);
      if (says !== undefined) expect(own[0]?.found).toContain(says);
      if (because !== undefined) expect(own[0]?.why).toContain(because);
      // Each fault has its consequence and a remedy.
      if (status === "FAIL" || status === "WARN") {
        const { why, advice, fix } = own[0]!;
        expect([why, advice ?? fix]).toEqual([expect.any(String), expect.any(String)]);
      }
    },
  );

  test("reports no fault in files that this user must not read", async () => {
    server.journal([], 0);
    const results = await server.doctorAs(NOBODY);
    const bad = results.filter(({ status }) => status !== "OK" && status !== "NOTE");
    expect(bad.filter(({ status }) => status !== "UNKNOWN")).toEqual([]);
    expect(bad.filter(({ blockedBy }) => blockedBy === undefined).map(({ id }) => id)).toEqual([
      "importer-key",
      "clock",
      "mailbox-maildir",
      "journal",
      "last-run",
    ]);
  });

  test("reports no fault on another machine", async () => {
    server.remove("home");
    server.remove("var");
    const [cause, ...others] = await server.doctor();
    expect(cause).toMatchObject({
      id: "home-machine",
      status: "UNKNOWN",
      fix: "standby-mx doctor --only home",
    });
    expect(others.filter(({ blockedBy }) => blockedBy !== "home-machine")).toEqual([]);
  });
});

describe("doctor, of an LMTP destination,", () => {
  let dovecot: Dovecot;
  beforeAll(async () => (dovecot = await startDovecot()));
  afterAll(() => dovecot.stop());

  const lookAt = async (port: number) => {
    const mailboxes = [{ user: "alice", addresses: ["alice"], destination: { lmtp: `127.0.0.1:${port}` } }];
    return (await server.doctor("mailbox-destination", { mailboxes }))[0];
  };

  test("reports Dovecot as OK", async () => {
    expect(await lookAt(dovecot.lmtpPort)).toMatchObject({ status: "OK" });
  });

  test("reports a closed port as FAIL", async () => {
    expect(await lookAt(1)).toMatchObject({ status: "FAIL", found: "127.0.0.1:1: ECONNREFUSED" });
  });

  test("sends only EHLO to an SMTP server", async () => {
    const smtp = await scriptedSmtp((said) => (said.startsWith("LHLO") ? "500 5.5.1 unknown" : undefined));
    const mailboxes = [{ user: "alice", addresses: ["alice"], destination: { smtp: `127.0.0.1:${smtp.port}` } }];
    expect(await server.doctor("mailbox-destination", { mailboxes })).toMatchObject([{ status: "OK" }]);
    expect([smtp.connections(), smtp.transactions]).toEqual([1, []]);
    await smtp.close();
  });

  test.each([
    ["421 4.3.2 shutting down", "FAIL"],
    ["hang up", "FAIL"],
  ])("reports a server with the greeting %s as %s", async (greeting, status) => {
    const lmtp = await scriptedSmtp((said) => (said === "greeting" ? greeting : undefined));
    expect(await lookAt(lmtp.port)).toMatchObject({ status });
    await lmtp.close();
  });

  test("reports a server without a greeting as unknown", async () => {
    const lmtp = await scriptedSmtp(() => "silence");
    expect(await lookAt(lmtp.port)).toMatchObject({ status: "UNKNOWN", found: "no answer within 5 s" });
    await lmtp.close();
  });
});

describe("doctor, of the bucket with the importer's key,", () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = await startS3();
    await s3.makeBucket(BUCKET);
  });
  afterAll(() => s3.stop());
  beforeEach(() => void Object.assign(process.env, s3Environment(s3.endpoint)));
  afterEach(async () => {
    for (const name of Object.keys(s3Environment(""))) delete process.env[name];
    await s3.empty(BUCKET);
  });

  test("finds no fault in a correct server", async () => {
    server.lastRun(0);
    const results = await server.doctor(undefined, {}, s3.endpoint);
    expect(results.filter(({ status }) => status !== "OK").map(({ id, status }) => [id, status])).toEqual([
      ["importer-key", "NOTE"],
    ]);
    expect(results.length).toBeGreaterThan(15);
  });

  const lookAt = async (check: string, settings = {}, endpoint = s3.endpoint) =>
    (await server.doctor(check, settings, endpoint)).find(({ id }) => id === check);

  test("notes a key with access to the bucket and an unknown user", async () => {
    const found = expect.stringMatching(/the bucket can be listed/) as string;
    expect(await lookAt("importer-key")).toMatchObject({ status: "NOTE", found });
  });

  test("reports a key that S3 does not know as FAIL", async () => {
    process.env.AWS_SECRET_ACCESS_KEY = "wrong";
    expect(await lookAt("importer-key")).toMatchObject({
      status: "FAIL",
      found: expect.stringMatching(/SignatureDoesNotMatch/) as string,
    });
  });

  test("reports a missing bucket as FAIL", async () => {
    expect(await lookAt("importer-key", { bucket: "no-such-bucket" })).toMatchObject({
      status: "FAIL",
      found: expect.stringMatching(/NoSuchBucket/) as string,
    });
  });

  test("reports a missing key as unknown", async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;
    expect(await lookAt("importer-key")).toMatchObject({
      status: "UNKNOWN",
      found: expect.stringMatching(/no AWS credentials/) as string,
    });
  });

  test("reports an S3 that does not answer as unknown", async () => {
    expect(await lookAt("importer-key", {}, "http://127.0.0.1:1")).toMatchObject({ status: "UNKNOWN" });
  });

  test.each([
    ["the whole request", 403, "<Error><Code>AccessDenied</Code><Message>no</Message></Error>"],
    [
      "the one object",
      200,
      "<DeleteResult><Error>KEY<Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>",
    ],
  ])("reports a key without the right to delete as FAIL, %s", async (_, statusCode, xml) => {
    const s3 = await startScriptedS3(new Map());
    s3.script.deleteMany = ({ response, body }) => {
      const [key] = /<Key>.*?<\/Key>/.exec(body) ?? [];
      // Requests to STS are POST too.
      if (key === undefined) return sendError(response, 403, "AccessDenied");
      sendXml(response, xml.replace("KEY", key), statusCode);
    };
    const found = await lookAt("importer-may-delete", {}, s3.endpoint);
    await s3.stop();
    expect(found).toMatchObject({
      status: "FAIL",
      found: expect.stringContaining("AccessDenied") as string,
      expected: "the permission s3:DeleteObject",
    });
  });

  test("reports an empty bucket as OK", async () => {
    expect(await lookAt("waiting")).toMatchObject({ status: "OK", found: "no mail waits" });
  });

  test("reports mail of today as OK, and mail that waits for three days as WARN", async () => {
    await s3.put(BUCKET, "alice/1", Buffer.from("x"));
    expect(await lookAt("waiting")).toMatchObject({
      status: "OK",
      found: expect.stringMatching(/^1 message, the oldest for/) as string,
    });
    s3.setLastModified(BUCKET, "alice/1", new Date(Date.now() - 3 * 24 * 3_600_000));
    expect(await lookAt("waiting")).toMatchObject({
      status: "WARN",
      found: expect.stringMatching(/the oldest for 3 days/) as string,
    });
  });

  test("does not count held mail of the last import, but counts a replaced object", async () => {
    await s3.put(BUCKET, "alice/1", Buffer.from("x"));
    const etag = createHash("md5").update("x").digest("hex");
    const held = [{ bucket: BUCKET, key: "alice/1", etag, mailbox: "alice", cause: "verdict", reason: "a virus" }];
    const store = { countedAt: new Date().toISOString(), waiting: [], unclaimed: { messages: 0, bytes: 0 } };
    server.lastRun(0, { store: { ...store, heldCount: 1, held } });
    expect(await lookAt("waiting")).toMatchObject({ found: "no mail waits" });
    await s3.put(BUCKET, "alice/1", Buffer.from("y"));
    expect(await lookAt("waiting")).toMatchObject({ found: expect.stringMatching(/^1 message,/) as string });
  });

  test("does not count the setup object of SES as mail", async () => {
    await s3.put(BUCKET, "alice/AMAZON_SES_SETUP_NOTIFICATION", Buffer.from("x"));
    expect(await lookAt("waiting")).toMatchObject({ found: "no mail waits" });
  });

  test("reports this machine's clock as OK", async () => {
    expect(await lookAt("clock")).toMatchObject({ status: "OK" });
  });

  test("reports a clock that differs by an hour from S3's as FAIL", async () => {
    const late = createServer((_, response) => {
      response.setHeader("date", new Date(Date.now() - 3_600_000).toUTCString()).end();
    }).listen(0, "127.0.0.1");
    await once(late, "listening");
    const { port } = late.address() as AddressInfo;
    expect(await lookAt("clock", {}, `http://127.0.0.1:${port}`)).toMatchObject({
      status: "FAIL",
      found: expect.stringMatching(/ahead of S3/) as string,
    });
    late.close();
  });

  test("reports the clock as unknown if S3 does not answer", async () => {
    expect(await lookAt("clock", {}, "http://127.0.0.1:1")).toMatchObject({ status: "UNKNOWN" });
  });
});

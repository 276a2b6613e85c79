import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { RawSmtpClient } from "../../../fixtures/smtp/raw-smtp-client";
import { selfSignedCertificate } from "../../../inbound/certificate";
import { InboundFiles, InboundProcess } from "./inbound-process";

const files = new InboundFiles();
const { directory, rules, store, options } = files;
afterAll(() => files.remove());

const MAX_FILE_BYTES = 1024 * 1024;
/** The directory of messages that the endpoint has not stored yet. */
let temporary: string;
beforeEach(() => {
  temporary = mkdtempSync(join(directory, "tmp-"));
});

const start = (...args: string[]) => new InboundProcess(args, { temporary, maxFileBytes: MAX_FILE_BYTES });

async function send(port: number, content = "hello\r\n"): Promise<string> {
  const client = await RawSmtpClient.open(port);
  await client.command("MAIL FROM:<a@b.example>");
  await client.command("RCPT TO:<alice@example.org>");
  await client.command("RCPT TO:<carol@example.org>");
  const id = (await client.data(Buffer.from(`Subject: x\r\n\r\n${content}`))).replace("250 OK ", "");
  await client.command("QUIT");
  client.close();
  return id;
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "accepts mail by the rules of a synthesized stack until %s",
  async (signal) => {
    const inbound = start(...options);
    const id = await send(await inbound.listening());
    expect(await inbound.stopped(signal)).toMatchObject({ exitCode: 0, stderr: "" });
    const object = readFileSync(join(store, "example.org-mail-stocker", "alice", id), "utf8");
    expect(object).toMatch(/\r\nSubject: x\r\n\r\nhello\r\n$/);
    expect(inbound.lines).toEqual(
      expect.arrayContaining([
        "refused carol@example.org from <a@b.example>: no-matching-rule",
        `accepted ${id} from <a@b.example> for alice@example.org: 21 bytes`,
        `stored ${id} by rule alice_example.org: example.org-mail-stocker/alice/${id}`,
      ]),
    );
  },
);

/** An endpoint whose bucket has no policy: nothing can be stored. */
function startClosed(): InboundProcess {
  const closed = join(directory, "closed.tf.json");
  const stack = JSON.parse(readFileSync(rules, "utf8")) as { resource: Record<string, unknown> };
  delete stack.resource.aws_s3_bucket_policy;
  writeFileSync(closed, JSON.stringify(stack));
  return start("--rules", closed, "--store", `dir:${store}`, "--listen", "127.0.0.1:0");
}

test("ends with 1 and a report if an accepted message could not be stored", async () => {
  const inbound = startClosed();
  const id = await send(await inbound.listening());
  expect(await inbound.stopped("SIGTERM")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("1 accepted message") as string,
  });
  expect(inbound.lines.join("\n")).toContain(
    `LOST: example.org-mail-stocker/alice/${id} was accepted and is not stored`,
  );
});

test("refuses a message with 452 while the disk is full, and accepts the next", async () => {
  const inbound = start(...options);
  const port = await inbound.listening();
  expect(await send(port, "x\r\n".repeat(MAX_FILE_BYTES))).toBe("452 4.3.1 Insufficient system storage");
  expect(await send(port)).toMatch(/^[0-9a-v]{40}$/);
  expect(readdirSync(temporary)).toHaveLength(1);
  expect(await inbound.stopped("SIGTERM")).toMatchObject({ exitCode: 0 });
  expect(inbound.lines.join("\n")).toContain("message not accepted: EFBIG");
  expect(readdirSync(temporary)).toEqual([]);
});

test("defers senders while it has no temporary directory, and continues afterwards", async () => {
  const inbound = start(...options);
  const port = await inbound.listening();
  rmSync(temporary, { recursive: true });
  expect(await send(port)).toMatch(/^451 4\.3\.0 /);
  mkdirSync(temporary);
  expect(await send(port)).toMatch(/^[0-9a-v]{40}$/);
  expect(await inbound.stopped("SIGTERM")).toMatchObject({ exitCode: 0 });
});

test("continues when the files of accepted messages are removed, and reports the loss", async () => {
  const inbound = startClosed();
  const port = await inbound.listening();
  const id = await send(port);
  await inbound.prints("NOT STORED yet");
  const [spool = ""] = readdirSync(temporary);
  rmSync(join(temporary, spool), { recursive: true });
  expect(await send(port)).toMatch(/^451 4\.3\.0 /);
  expect(await send(port)).toMatch(/^[0-9a-v]{40}$/);
  expect(await inbound.stopped("SIGTERM")).toMatchObject({
    exitCode: 1,
    stderr: "standby-mx: 2 accepted messages were not stored and are lost (see above)\n",
  });
  expect(inbound.lines.join("\n")).toMatch(new RegExp(`LOST: example.org-mail-stocker/alice/${id} .*ENOENT`));
});

test("simulates a domain that is not verified", async () => {
  const inbound = start(...options, "--unverified", "example.org");
  const client = await RawSmtpClient.open(await inbound.listening());
  await client.command("MAIL FROM:<a@b.example>");
  expect(await client.command("RCPT TO:<alice@example.org>")).toMatch(/^550 5\.1\.1 /);
  client.close();
  expect(await inbound.stopped("SIGTERM")).toMatchObject({ exitCode: 0 });
});

test("shows the certificate of --certificate to senders", async () => {
  const { cert, key } = selfSignedCertificate("mx.example.org");
  const [certificate, keyFile] = [join(directory, "mx.pem"), join(directory, "mx.key")];
  writeFileSync(certificate, cert);
  writeFileSync(keyFile, key);
  const inbound = start(...options, "--certificate", certificate, "--key", keyFile);
  const client = await RawSmtpClient.open(await inbound.listening());
  await client.startTls({ ca: cert, servername: "mx.example.org", rejectUnauthorized: true });
  client.close();
  expect(await inbound.stopped("SIGTERM")).toMatchObject({ exitCode: 0 });
});

test.each([
  [
    78,
    "rules that are not there",
    ["--rules", "/nowhere/cdk.tf.json", "--store", `dir:${store}`],
    "/nowhere/cdk.tf.json",
  ],
  [64, "no rules", ["--store", `dir:${store}`], "--rules"],
  [64, "a store of another kind", ["--rules", rules, "--store", "ftp:x"], "ftp:x"],
  [
    64,
    "a certificate without its key",
    ["--rules", rules, "--store", `dir:${store}`, "--certificate", "x.pem"],
    "--key",
  ],
  [
    64,
    "a key that is none",
    ["--rules", rules, "--store", `dir:${store}`, "--certificate", rules, "--key", rules],
    "to be a certificate and its key",
  ],
  [64, "no port", ["--rules", rules, "--store", `dir:${store}`, "--listen", "localhost"], "<host>:<port>"],
])("ends with %i for %s", async (code, _what, args, mention) => {
  const inbound = start(...args);
  expect(await inbound.stopped()).toMatchObject({ exitCode: code, stderr: expect.stringContaining(mention) as string });
});

test("ends with 75 where SES cannot be reached now", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  await once(closed.close(), "close");
  const endpoint = `http://127.0.0.1:${port}`;
  const args = ["--rules", "ses", "--region", "eu-west-1", "--endpoint-url", endpoint, "--store", `dir:${store}`];
  const inbound = start(...args, "--listen", "127.0.0.1:0");
  expect(await inbound.stopped()).toMatchObject({ exitCode: 75, stderr: expect.stringContaining(endpoint) as string });
});

test("ends with 75 for a port that is taken", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const inbound = start("--rules", rules, "--store", `dir:${store}`, "--listen", `127.0.0.1:${port}`);
  expect(await inbound.stopped()).toMatchObject({
    exitCode: 75,
    stderr: expect.stringContaining("EADDRINUSE") as string,
  });
  other.close();
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FaultProxy, startFaultProxy } from "../../fixtures/proxy/fault-proxy";
import { REGION, type S3Server, s3Environment, startS3 } from "../../fixtures/s3/s3-server";
import { RawSmtpClient } from "../../fixtures/smtp/raw-smtp-client";
import { InboundFiles, InboundProcess } from "../process/inbound/inbound-process";

// `standby-mx inbound` before a real S3 server.
const BUCKET = "example.org-mail-stocker";
const files = new InboundFiles();
writeFileSync(files.rules, readFileSync(files.rules, "utf8").replaceAll("eu-west-1", REGION));
const options = ["--rules", files.rules, "--store", "s3", "--listen", "127.0.0.1:0"];
const directory = mkdtempSync(join(tmpdir(), "inbound-s3-"));

let s3: S3Server;
let proxy: FaultProxy;
beforeAll(async () => {
  s3 = await startS3();
  await s3.makeBucket(BUCKET);
  proxy = await startFaultProxy(s3.port);
}, 300_000);
afterAll(async () => {
  await proxy.stop();
  await s3.stop();
  files.remove();
  rmSync(directory, { recursive: true });
});
beforeEach(() => s3.empty(BUCKET));

async function send(port: number, messages: number): Promise<string[]> {
  const client = await RawSmtpClient.open(port);
  const ids: string[] = [];
  for (let sent = 0; sent < messages; sent++) {
    await client.command("MAIL FROM:<a@b.example>");
    await client.command("RCPT TO:<alice@example.org>");
    ids.push((await client.data(Buffer.from(`Subject: ${sent}\r\n\r\nhello\r\n`))).replace("250 OK ", ""));
  }
  client.close();
  return ids;
}

test("messages accepted while S3 is down are stored once when it is back", async () => {
  const { endpoint } = proxy;
  const inbound = new InboundProcess([...options, "--endpoint-url", endpoint], { env: s3Environment(endpoint) });
  const port = await inbound.listening();
  // The server carries out every second request, but its response is lost.
  proxy.plan(({ occurrence }) => ({ kind: "reset", when: occurrence % 2 === 0 ? "after" : "before" }));
  const ids = await send(port, 10);
  await inbound.prints(`NOT STORED yet: ${BUCKET}/alice/${ids.at(-1)}`);
  proxy.plan(() => undefined);
  for (const id of ids) await inbound.prints(`stored ${id} by rule`);
  expect(await inbound.stopped("SIGTERM")).toMatchObject({ exitCode: 0, stderr: "" });
  const keys = (await s3.keys(BUCKET, "alice/")).filter((key) => !key.endsWith("AMAZON_SES_SETUP_NOTIFICATION"));
  expect(keys).toEqual(ids.map((id) => `alice/${id}`).sort());
});

test("a rotated access key is used without a restart", async () => {
  const credentials = join(directory, "credentials");
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, ...rest } = s3Environment(s3.endpoint);
  const save = (key: string) =>
    writeFileSync(credentials, `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${key}\n`);
  save("the key before");
  const inbound = new InboundProcess([...options, "--endpoint-url", s3.endpoint], {
    env: {
      ...rest,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_CONFIG_FILE: "/nonexistent",
    },
  });
  const [message] = await send(await inbound.listening(), 1);
  await inbound.prints("SignatureDoesNotMatch");
  save(secret!);
  await inbound.prints(`stored ${message} by rule`);
  expect(await inbound.stopped("SIGTERM")).toMatchObject({ exitCode: 0, stderr: "" });
});

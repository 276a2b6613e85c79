import { vectors } from "../../../fixtures/kms/vectors";
import { startDecryptServer, type DecryptServer } from "../../../fixtures/kms/decrypt-server";
import { CommandHost } from "../../../fixtures/host/command-host";

const [short] = vectors;
const bytes = (base64: string) => Buffer.from(base64, "base64");
const keys = vectors.map(({ metadata, dataKey, context }) => ({
  wrapped: metadata["x-amz-key-v2"]!,
  dataKey,
  context,
}));

let host: CommandHost;
let kms: DecryptServer;
const access = () => ({
  AWS_ENDPOINT_URL: kms.url,
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "an-example-secret",
});

beforeAll(async () => {
  host = await CommandHost.create(["ann", "bob"]);
  kms = await startDecryptServer(keys);
});
afterAll(async () => {
  host.remove();
  await kms.close();
});
beforeEach(() => host.clear({ addedHeaders: false }));

test("mail that another client encrypted is delivered with its original bytes", async () => {
  for (const [i, { body, metadata }] of vectors.entries()) await host.bucket.put(`ann/${i}`, bytes(body), metadata);
  expect(await host.import({ env: access() })).toEqual({
    exitCode: 0,
    stdout: `standby-mx import: ${vectors.length} messages delivered\n`,
    stderr: "",
  });
  const sent = vectors.map(({ plaintext }) => bytes(plaintext).toString("latin1").replaceAll("\r\n", "\n"));
  expect(host.messages("ann").sort()).toEqual(sent.sort());
  expect(await host.waiting()).toEqual([]);
});

test.each<[string, { body?: Buffer; metadata?: Record<string, string> }, RegExp]>([
  ["a tampered body", { body: changed(bytes(short.body)) }, /the body was changed, or belongs to another key/],
  [
    "another message's data key",
    { metadata: { "x-amz-key-v2": vectors[1]!.metadata["x-amz-key-v2"]! } },
    /another key/,
  ],
  [
    "a wrapped key that KMS did not make",
    { metadata: { "x-amz-key-v2": "AAAA" } },
    /KMS does not give its data key \(key arn:aws:kms:.*\): the wrapped key or its encryption context/,
  ],
  [
    "another encryption context",
    { metadata: { "x-amz-matdesc": short.metadata["x-amz-matdesc"]!.replace("anna", "eve") } },
    /encryption context \(x-amz-matdesc\) was changed/,
  ],
  ["another algorithm", { metadata: { "x-amz-cek-alg": "AES/CBC/PKCS5Padding" } }, /expected x-amz-cek-alg AES\/GCM/],
])("%s: each run holds that message with the reason, and delivers the others", async (_, changes, reason) => {
  const { body = bytes(short.body), metadata } = changes;
  await host.bucket.put("ann/1", body, { ...short.metadata, ...metadata });
  await host.bucket.put("ann/2", bytes(short.body), short.metadata);
  await host.put("ann/3", "Subject: plain\r\n\r\n");
  const first = await host.import({ env: access() });
  expect(first).toMatchObject({ exitCode: 1, stdout: "standby-mx import: 2 messages delivered, 1 held\n" });
  expect(first.stderr).toMatch(/^standby-mx import: held for ann: mail\/ann\/1: /);
  expect(first.stderr).toMatch(reason);
  const again = await host.import({ env: access() });
  expect([again.exitCode, again.stderr]).toEqual([1, first.stderr]);
  expect(await host.waiting()).toEqual(["ann/1"]);
  expect(host.messages("ann")).toHaveLength(2);
});

test("a message under a forbidden key is held, with what to do", async () => {
  const strict = await startDecryptServer(keys, "AccessDeniedException");
  await host.bucket.put("ann/1", bytes(short.body), short.metadata);
  const { exitCode, stderr } = await host.import({ env: { ...access(), AWS_ENDPOINT_URL: strict.url } });
  await strict.close();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/the importer may not use the key; allow kms:Decrypt in/);
});

test("an unreachable KMS holds nothing: encrypted mail waits, other mail is delivered", async () => {
  await host.bucket.put("ann/1", bytes(short.body), short.metadata);
  await host.put("ann/2", "Subject: plain\r\n\r\n");
  const { exitCode, stdout, stderr } = await host.import({
    env: { ...access(), AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
  });
  expect([exitCode, stdout]).toEqual([75, "standby-mx import: 1 message delivered, 1 waiting\n"]);
  expect(stderr).toMatch(/^standby-mx import: bucket mail: cannot ask KMS for a data key .*ECONNREFUSED/);
  expect(await host.import({ env: access() })).toMatchObject({ exitCode: 0 });
  expect(host.messages("ann")).toHaveLength(2);
});

test("the output contains neither keys nor credentials", async () => {
  await host.bucket.put("ann/1", changed(bytes(short.body)), short.metadata);
  const { exitCode, stdout, stderr } = await host.import({ env: access(), args: ["--json", "--verbose"] });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("ann/1");
  for (const secret of [short.dataKey, short.metadata["x-amz-key-v2"]!, "an-example-secret"]) {
    expect(stdout + stderr).not.toContain(secret);
  }
});

function changed(body: Buffer): Buffer {
  body.writeUInt8(body.readUInt8(3) ^ 1, 3);
  return body;
}

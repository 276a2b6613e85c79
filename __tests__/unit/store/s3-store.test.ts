import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { selfSignedCertificate } from "../../../inbound/certificate";
import { DAY_MS } from "../../../lib/time";
import { S3Store } from "../../../store/s3-store";
import { md5, S3Protocol } from "./s3-protocol";

let server: S3Protocol;
let store: S3Store;
let endpoint: string;
const before = { ...process.env };

beforeEach(async () => {
  process.env.AWS_ACCESS_KEY_ID = "AKIDEXAMPLE";
  process.env.AWS_SECRET_ACCESS_KEY = "verysecret";
  process.env.AWS_MAX_ATTEMPTS = "2";
  server = new S3Protocol(3);
  endpoint = await server.listen();
  store = await S3Store.open({ bucket: "mail", region: "eu-west-1", endpoint });
});
afterEach(async () => {
  store.close();
  await server.close();
  process.env = { ...before };
});

function put(...keys: readonly string[]): void {
  for (const key of keys) server.objects.set(key, Buffer.from(`body of ${key}\xff`, "latin1"));
}

async function pages(prefix = ""): Promise<string[][]> {
  const found: string[][] = [];
  for await (const page of store.list(prefix)) found.push(page.map(({ key }) => key));
  return found;
}

test("a listing is read page by page until its end", async () => {
  put("ann/1", "ann/2", "ann/3", "ann/4", "ann/5", "bob/1", "bob/2");
  expect(await pages()).toEqual([["ann/1", "ann/2", "ann/3"], ["ann/4", "ann/5", "bob/1"], ["bob/2"]]);
  expect(await pages("bob/")).toEqual([["bob/1", "bob/2"]]);
  expect(await pages("carol/")).toEqual([]);
});

test("an object in a listing has its size, time and ETag", async () => {
  put("ann/1");
  for await (const [summary] of store.list("")) {
    const etag = md5(server.objects.get("ann/1")!);
    expect(summary).toEqual({ key: "ann/1", size: 14, etag, lastModified: new Date("2026-11-24T12:00:00Z") });
  }
});

test("keys with special characters are returned unchanged", async () => {
  put("ann/a b+c%d&é\u0001");
  expect(await pages()).toEqual([["ann/a b+c%d&é\u0001"]]);
  const { body } = await store.get("ann/a b+c%d&é\u0001");
  expect((await buffer(body)).toString("latin1")).toMatch(/^body of/);
});

test("an object comes with its bytes, size, MD5 and metadata", async () => {
  put("ann/1");
  server.headers = { "x-amz-meta-x-amz-iv": "abc" };
  const object = await store.get("ann/1");
  const etag = md5(server.objects.get("ann/1")!);
  expect(object).toMatchObject({ key: "ann/1", size: 14, etag, md5: etag, metadata: { "x-amz-iv": "abc" } });
  expect(await buffer(object.body)).toEqual(server.objects.get("ann/1"));
});

test.each([
  ["encrypted by KMS", { "x-amz-server-side-encryption": "aws:kms" }],
  ["encrypted by KMS twice", { "x-amz-server-side-encryption": "aws:kms:dsse" }],
  ["encrypted with a customer's key", { "x-amz-server-side-encryption-customer-algorithm": "AES256" }],
  ["uploaded in parts", { etag: '"d41d8cd98f00b204e9800998ecf8427e-2"' }],
])("the ETag of an object that was %s is not used as an MD5", async (_, headers) => {
  put("ann/1");
  server.headers = headers;
  const object = await store.get("ann/1");
  object.body.destroy();
  expect(object.md5).toBeUndefined();
});

test("an object without a length is refused: its end could be a broken connection", async () => {
  put("ann/1");
  server.headers = { "content-length": "", "transfer-encoding": "chunked" };
  await expect(store.get("ann/1")).rejects.toMatchObject({ kind: "unavailable" });
});

test("each deletion has its own result", async () => {
  put("ann/1", "ann/2", "ann/locked");
  const etagOf = (key: string) => md5(server.objects.get(key)!);
  const results = await store.deleteMany([
    { key: "ann/1", etag: etagOf("ann/1") },
    { key: "ann/2", etag: "another" },
    { key: "ann/locked", etag: etagOf("ann/locked") },
    { key: "ann/gone", etag: "x" },
  ]);
  expect(results).toEqual([
    { key: "ann/1", outcome: "deleted" },
    { key: "ann/2", outcome: "changed" },
    { key: "ann/locked", outcome: "refused", reason: expect.stringMatching(/^AccessDenied: locked; check/) as string },
    { key: "ann/gone", outcome: "deleted" },
  ]);
  expect([...server.objects.keys()]).toEqual(["ann/2", "ann/locked"]);
});

test("a key that XML cannot contain is deleted by its own request, with its ETag", async () => {
  put("ann/1", "ann/\u0001", "ann/2");
  const requests = [...server.objects].map(([key, body]) => ({ key, etag: md5(body) }));
  expect([...(await store.deleteMany(requests))].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
    { key: "ann/\u0001", outcome: "deleted" },
    { key: "ann/1", outcome: "deleted" },
    { key: "ann/2", outcome: "deleted" },
  ]);
  put("ann/\u0001");
  expect(await store.deleteMany([{ key: "ann/\u0001", etag: "x" }])).toMatchObject([{ outcome: "changed" }]);
  expect([...server.objects.keys()]).toEqual(["ann/\u0001"]);
});

test("a stored object can be read", async () => {
  await store.put("ann/1", Buffer.from("hello"));
  expect(server.objects.get("ann/1")?.toString()).toContain("hello");
});

describe("errors", () => {
  const cases: readonly [number, string, string, RegExp][] = [
    [403, "AccessDenied", "denied", /IAM policy/],
    [403, "InvalidAccessKeyId", "unavailable", /credentials/],
    [403, "SignatureDoesNotMatch", "unavailable", /credentials/],
    [400, "ExpiredToken", "unavailable", /credentials/],
    [403, "RequestTimeTooSkewed", "unavailable", /clock/],
    [404, "NoSuchBucket", "no-bucket", /settings/],
    [301, "PermanentRedirect", "no-bucket", /another region/],
    [400, "AuthorizationHeaderMalformed", "no-bucket", /another region/],
    [404, "NoSuchKey", "missing", /ann\/1/],
    [503, "SlowDown", "unavailable", /SlowDown/],
    [500, "InternalError", "unavailable", /InternalError/],
    [418, "SomethingNew", "unavailable", /SomethingNew/],
  ];
  test.each(cases)("%i %s means %s", async (status, code, kind, message) => {
    server.interrupt = () => ({ status, code });
    const error = { name: "StoreError", kind, message: expect.stringMatching(message) as string };
    await expect(store.get("ann/1")).rejects.toMatchObject(error);
  });

  test("an incomplete listing is an error, not the end", async () => {
    put("ann/1", "ann/2", "ann/3", "ann/4");
    server.interrupt = ({ url }) =>
      url?.includes("continuation-token") ? { status: 503, code: "SlowDown" } : undefined;
    await expect(pages()).rejects.toMatchObject({ kind: "unavailable" });
  });

  test("a server that cannot be reached, or disconnects, is unavailable", async () => {
    server.interrupt = () => "cut the connection";
    await expect(pages()).rejects.toMatchObject({ kind: "unavailable" });
    await server.close();
    await expect(pages()).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/ECONN/) as string,
    });
    await server.listen();
  });

  test("a temporary fault is retried without an error", async () => {
    put("ann/1");
    let faults = 1;
    server.interrupt = () => (faults-- > 0 ? { status: 503, code: "SlowDown" } : undefined);
    expect(await pages()).toEqual([["ann/1"]]);
  });

  test("no error message contains a credential", async () => {
    server.interrupt = () => ({ status: 403, code: "SignatureDoesNotMatch" });
    const error: unknown = await store.get("ann/1").catch((reason: unknown) => reason);
    expect(String(error)).not.toMatch(/verysecret|AKIDEXAMPLE/);
  });

  test("without credentials the error names the missing credentials", async () => {
    for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
    process.env.AWS_EC2_METADATA_DISABLED = "true";
    process.env.AWS_SHARED_CREDENTIALS_FILE = process.env.AWS_CONFIG_FILE = "/nonexistent";
    const without = await S3Store.open({ bucket: "mail", region: "eu-west-1", endpoint: "http://127.0.0.1:9" });
    await expect(without.get("ann/1")).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/credentials/) as string,
    });
    without.close();
  });
});

test("a store that is opened later uses the present access key of the file", async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  const directory = mkdtempSync(join(tmpdir(), "credentials-"));
  const file = join(directory, "credentials");
  process.env.AWS_SHARED_CREDENTIALS_FILE = file;
  const keys: (string | undefined)[] = [];
  server.interrupt = ({ headers }) => {
    keys.push(/Credential=([^/]*)/.exec(headers.authorization ?? "")?.[1]);
    return undefined;
  };
  for (const key of ["AKIDOLD", "AKIDNEW"]) {
    writeFileSync(file, `[default]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`);
    const opened = await S3Store.open({ bucket: "mail", region: "eu-west-1", endpoint });
    for await (const page of opened.list("")) expect(page).toEqual([]);
    opened.close();
  }
  rmSync(directory, { recursive: true });
  expect(keys).toEqual(["AKIDOLD", "AKIDNEW"]);
});

test("an incomplete listing is requested again", async () => {
  put("ann/1");
  let faults = 1;
  server.interrupt = () =>
    faults-- > 0 ? { status: 200, text: "<ListBucketResult><IsTruncated>false</IsTruncated>" } : undefined;
  expect(await pages()).toEqual([["ann/1"]]);
});

test("a wrong clock is corrected by the server's time", async () => {
  put("ann/1");
  const skews: number[] = [];
  const hoursAhead = new Date(Date.now() + 5 * 3_600_000).toUTCString();
  server.interrupt = ({ headers }) => {
    skews.push(Date.parse(hoursAhead) - timeOf(String(headers["x-amz-date"])));
    return skews.at(-1)! < 3_600_000
      ? undefined
      : { status: 403, code: "RequestTimeTooSkewed", headers: { date: hoursAhead } };
  };
  expect(await pages()).toEqual([["ann/1"]]);
  expect(await pages()).toEqual([["ann/1"]]);
  expect(skews).toHaveLength(3);
});

test("every request is signed, with the digest of its body", async () => {
  const digests: string[] = [];
  server.interrupt = ({ headers }) => {
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=\S*host;\S*, Signature=[0-9a-f]{64}$/,
    );
    digests.push(String(headers["x-amz-content-sha256"]));
    return undefined;
  };
  const body = Buffer.from("hello");
  await store.put("ann/1", body);
  (await store.get("ann/1")).body.destroy();
  const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  expect(digests).toEqual([sha256(body), sha256(Buffer.alloc(0))]);
});

/** The time in the header field x-amz-date, such as 20261124T120000Z. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(....)(..)(..)T(..)(..)/, "$1-$2-$3T$4:$5:"));
}

test("the SDK prints no warning about Node's version", () => {
  expect(process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED).toBe("true");
});

test.each([
  ["CERT_NOT_YET_VALID", 5 * 365],
  ["CERT_HAS_EXPIRED", -20 * 365],
])("%s says that the clock of this machine may be wrong", async (code, days) => {
  const now = jest.spyOn(Date, "now").mockReturnValue(Date.now() + days * DAY_MS);
  const keyPair = selfSignedCertificate("localhost");
  now.mockRestore();
  const secure = createServer(keyPair).listen(0, "127.0.0.1");
  await once(secure, "listening");
  const { port } = secure.address() as AddressInfo;
  const place = { bucket: "mail", region: "eu-west-1", endpoint: `https://localhost:${port}` };
  const other = await S3Store.open({ ...place, certificateAuthorities: Buffer.from(keyPair.cert) });
  const message = new RegExp(`${code}: .*; set this machine's clock`);
  await expect(other.get("ann/1")).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringMatching(message) as string,
  });
  other.close();
  secure.close();
});

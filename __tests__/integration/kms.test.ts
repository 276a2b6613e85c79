import { KMS } from "@aws-sdk/client-kms";
import { createCipheriv, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../fixtures/command";
import { writeOneMailbox } from "../../fixtures/host/one-mailbox";
import { LOCALSTACK_CREDENTIALS, localStackEndpoint, openCloud } from "../../fixtures/localstack/cloud";
import { awsKeyUnwrapper } from "../../importer/message/aws-kms";
import type { KmsEnvelope } from "../../importer/message/kms-envelope";
import { EnvelopeDecipher, readKmsEnvelope } from "../../importer/message/kms-envelope";
import { KmsEnvelopeError } from "../../importer/message/kms-envelope";
import { makeMaildir } from "../../fixtures/host/maildir";

/** The region in `writeSettings`, because keys belong to a region. */
const region = "us-east-1";
const plaintext = Buffer.from("Return-Path: <>\r\nSubject: sealed \xff\r\n\r\nbody\r\n", "latin1");
const stored = plaintext.toString("latin1").replaceAll("\r\n", "\n");
let kms: KMS;
let metadata: Record<string, string>;
let body: Buffer;

beforeAll(async () => {
  Object.assign(process.env, LOCALSTACK_CREDENTIALS, { AWS_ENDPOINT_URL_KMS: localStackEndpoint() });
  kms = new KMS({ region });
  ({ metadata, body } = await seal(await newKey()));
});

afterAll(() => {
  kms.destroy();
  delete process.env.AWS_ENDPOINT_URL_KMS;
});

async function newKey(): Promise<string> {
  return (await kms.createKey({})).KeyMetadata?.Arn as string;
}

/** Encrypts a message as SES does for an S3 action with a KMS key. */
async function seal(key: string): Promise<{ metadata: Record<string, string>; body: Buffer }> {
  const context = { "aws:ses:message-id": "5cnusq25vfstt0cm5d48u3685n69jgnvsksal501", kms_cmk_id: key };
  const dataKey = await kms.generateDataKey({ KeyId: key, KeySpec: "AES_256", EncryptionContext: context });
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", dataKey.Plaintext as Uint8Array, iv);
  return {
    body: Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]),
    metadata: {
      "x-amz-key-v2": Buffer.from(dataKey.CiphertextBlob as Uint8Array).toString("base64"),
      "x-amz-iv": iv.toString("base64"),
      "x-amz-cek-alg": "AES/GCM/NoPadding",
      "x-amz-wrap-alg": "kms",
      "x-amz-tag-len": "128",
      "x-amz-unencrypted-content-length": `${plaintext.length}`,
      "x-amz-matdesc": JSON.stringify(context),
    },
  };
}

async function open(changes: Record<string, string> = {}): Promise<Buffer> {
  const envelope = readKmsEnvelope({ ...metadata, ...changes }) as KmsEnvelope;
  const decipher = new EnvelopeDecipher(envelope, await awsKeyUnwrapper(region)(envelope));
  const opened = decipher.push(body);
  decipher.end();
  return opened;
}

test("KMS returns the data key for the right context, and the message is decrypted", async () => {
  expect(await open()).toEqual(plaintext);
});

test("another encryption context is refused permanently, with the reason", async () => {
  const matdesc = JSON.stringify({ ...JSON.parse(metadata["x-amz-matdesc"] as string), "aws:ses:message-id": "other" });
  await expect(open({ "x-amz-matdesc": matdesc })).rejects.toThrow(KmsEnvelopeError);
  await expect(open({ "x-amz-matdesc": matdesc })).rejects.toThrow(/encryption context \(x-amz-matdesc\) was changed/);
});

test("a wrapped key that KMS did not make is refused permanently", async () => {
  await expect(open({ "x-amz-key-v2": randomBytes(184).toString("base64") })).rejects.toThrow(KmsEnvelopeError);
});

test("a disabled key is named, with what to do", async () => {
  const key = await newKey();
  const sealed = await seal(key);
  await kms.disableKey({ KeyId: key });
  const envelope = readKmsEnvelope(sealed.metadata) as KmsEnvelope;
  await expect(awsKeyUnwrapper(region)(envelope)).rejects.toThrow(
    `KMS does not give its data key (key ${key}, ${region}): the key is disabled; enable it in KMS`,
  );
});

test("a KMS that does not answer is a temporary fault, not an EnvelopeError", async () => {
  process.env.AWS_ENDPOINT_URL_KMS = "http://127.0.0.1:9";
  const outcome: unknown = await open().catch((error: unknown) => error);
  process.env.AWS_ENDPOINT_URL_KMS = localStackEndpoint();
  expect(outcome).toBeInstanceOf(Error);
  expect(outcome).not.toBeInstanceOf(KmsEnvelopeError);
});

test("the import command delivers a decrypted message, and holds an undecryptable one", async () => {
  const place = mkdtempSync(join(tmpdir(), "kms-"));
  const maildir = join(place, "Maildir");
  makeMaildir(maildir);
  const bucket = `kms-${randomBytes(8).toString("hex")}`;
  writeOneMailbox({ directory: place, user: "anna", bucket, maildir });
  const cloud = openCloud(region);
  const put = (name: string, Body: Buffer, Metadata: Record<string, string>) =>
    cloud.s3.putObject({ Bucket: bucket, Key: `anna/${name}`, Body, Metadata });
  try {
    await cloud.s3.createBucket({ Bucket: bucket });
    const tampered = Buffer.from(body);
    tampered.writeUInt8(tampered.readUInt8(0) ^ 1, 0);
    await put("1good", body, metadata);
    await put("2tampered", tampered, metadata);
    await put("3context", body, { ...metadata, "x-amz-matdesc": "{}" });
    await put("4plain", plaintext, {});
    const args = ["import", "--settings", join(place, "settings.yaml")];
    const ran = await runCommand(args, { AWS_ENDPOINT_URL: localStackEndpoint() });
    expect(ran).toMatchObject({ exitCode: 1, stdout: "standby-mx import: 2 messages delivered, 2 held\n" });
    expect(ran.stderr).toMatch(/2tampered: the body was changed/);
    expect(ran.stderr).toMatch(/3context: KMS does not give its data key/);
    const files = readdirSync(join(maildir, "new")).map((name) => readFileSync(join(maildir, "new", name), "latin1"));
    expect(files).toEqual([stored, stored]);
    const left = (await cloud.s3.listObjectsV2({ Bucket: bucket })).Contents?.map(({ Key }) => Key);
    expect(left).toEqual(["anna/2tampered", "anna/3context"]);
  } finally {
    cloud.close();
    rmSync(place, { recursive: true });
  }
});

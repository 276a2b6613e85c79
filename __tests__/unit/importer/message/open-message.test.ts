import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { vectors } from "../../../../fixtures/kms/vectors";
import { DamagedDownloadError } from "../../../../importer/message/download";
import { type KeyUnwrapper } from "../../../../importer/message/kms-envelope";
import { KmsEnvelopeError } from "../../../../importer/message/kms-envelope";
import { openMessage, type OpenMessage } from "../../../../importer/message/open-message";
import { DirectoryStore } from "../../../../store/directory-store";
import type { ObjectSummary, Store, StoredObject } from "../../../../store/store";
import { StoreError } from "../../../../store/store-error";

const fixtures = join(__dirname, "../../../../fixtures");
const bytes = (base64: string) => Buffer.from(base64, "base64");
const sesBlock = [
  "Return-Path: <sender@example.net>",
  "Received: from mx.example.net (mx.example.net [192.0.2.1])",
  " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81",
  " for ann@example.org;",
  " Wed, 13 Aug 2025 17:16:06 +0000 (UTC)",
  "X-SES-Spam-Verdict: FAIL",
  "X-SES-Virus-Verdict: PASS",
  "Received-SPF: none (x) helo=x;",
  "Authentication-Results: amazonses.com;",
  " spf=none (x) helo=x;",
  "X-SES-RECEIPT: AEFB==",
  "X-SES-DKIM-SIGNATURE: a=rsa-sha256; d=amazonses.com;",
  " t=1755105367; v=1;",
  "",
].join("\r\n");

let place: string;
let bucket: DirectoryStore;
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), "open-message-"));
  bucket = new DirectoryStore(join(place, "mail"));
  await bucket.create();
});
afterEach(() => rmSync(place, { recursive: true }));

const noKey: KeyUnwrapper = () => Promise.reject(new Error("the key of an unencrypted object was asked for"));

async function stored(body: Buffer, metadata?: Readonly<Record<string, string>>): Promise<ObjectSummary> {
  await bucket.put("ann/1", body, metadata);
  for await (const page of bucket.list("")) return page[0]!;
  throw new Error("the bucket is empty");
}

async function readAll(message: OpenMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message.bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bucket, with downloads in chunks of this size. */
function inChunks(size: number): Store {
  return changed((object) => {
    const body = new PassThrough({ highWaterMark: 1 });
    object.body.destroy();
    const whole = readFileSync(join(place, "mail", object.key));
    for (let from = 0; from < whole.length; from += size) body.write(whole.subarray(from, from + size));
    body.end();
    return { ...object, body };
  });
}

function changed(change: (object: StoredObject) => StoredObject): Store {
  return {
    name: bucket.name,
    put: (...request) => bucket.put(...request),
    list: (prefix) => bucket.list(prefix),
    get: async (key) => change(await bucket.get(key)),
    deleteMany: (requests) => bucket.deleteMany(requests),
    close: () => bucket.close(),
  };
}

describe("SES's block", () => {
  test.each([1, 7, 100, 100_000])("is read, and all bytes are passed on, in chunks of %d", async (size) => {
    const sent = Buffer.concat([Buffer.from(sesBlock), Buffer.from("Subject: \xe4\r\n\r\nbody\r\n\0end", "latin1")]);
    const message = await openMessage({ store: inChunks(size), unwrapKey: noKey }, await stored(sent));
    expect(message.sesBlock).toMatchObject({ spam: "FAIL", recipient: "ann@example.org", length: sesBlock.length });
    expect(await readAll(message)).toEqual(sent);
  });

  test("is missing in a message without headers of SES, and in an empty one", async () => {
    for (const sent of [readFileSync(join(fixtures, "messages/forged-ses-headers.eml")), Buffer.alloc(0)]) {
      const message = await openMessage({ store: bucket, unwrapKey: noKey }, await stored(sent));
      expect(message.sesBlock).toBeUndefined();
      expect(await readAll(message)).toEqual(sent);
    }
  });

  test("of any length is read: a thousand signatures", async () => {
    const signatures = Array.from(
      { length: 1000 },
      (_, i) => ` dkim=fail header.i=@${"x".repeat(60)}${i}.example;\r\n`,
    );
    const long = sesBlock.replace("X-SES-RECEIPT", signatures.join("") + "X-SES-RECEIPT");
    const message = await openMessage({ store: bucket, unwrapKey: noKey }, await stored(Buffer.from(long + "\r\n")));
    expect(message.sesBlock).toMatchObject({ spam: "FAIL", length: long.length });
    message.close();
  });

  test("is not searched beyond the header of a message", async () => {
    const message = await openMessage(
      { store: bucket, unwrapKey: noKey },
      await stored(Buffer.from(`Subject: x\r\n\r\n${"body\r\n".repeat(500_000)}`)),
    );
    const first = await message.bytes[Symbol.asyncIterator]().next();
    expect((first.value as Buffer).length).toBeLessThan(100_000);
    message.close();
  });
});

describe("an object that SES encrypted", () => {
  test.each(vectors)("$name: is decrypted as another client encrypted it", async (vector) => {
    const listed = await stored(bytes(vector.body), vector.metadata);
    const asked: unknown[] = [];
    const unwrapKey: KeyUnwrapper = ({ context, wrappedKey }) => {
      asked.push(context, wrappedKey.toString("base64"));
      return Promise.resolve(bytes(vector.dataKey));
    };
    expect(await readAll(await openMessage({ store: bucket, unwrapKey }, listed))).toEqual(bytes(vector.plaintext));
    expect(asked).toEqual([JSON.parse(vector.metadata["x-amz-matdesc"]!), vector.metadata["x-amz-key-v2"]]);
  });

  test("with a changed bit in its body is an error, also with a valid ETag", async () => {
    const vector = vectors.find(({ name }) => name === "several chunks")!;
    for (let at = 0; at < bytes(vector.body).length; at += 331) {
      const body = bytes(vector.body);
      body.writeUInt8(body.readUInt8(at) ^ 1, at);
      const listed = await stored(body, vector.metadata);
      const unwrapKey = () => Promise.resolve(bytes(vector.dataKey));
      const reading = openMessage({ store: bucket, unwrapKey }, listed).then(readAll);
      await expect(reading).rejects.toThrow(KmsEnvelopeError);
    }
  });

  test("an error of the key service is passed on", async () => {
    const listed = await stored(bytes(vectors[0].body), vectors[0].metadata);
    const unwrapKey = () => Promise.reject(new StoreError("unavailable", "KMS sleeps"));
    await expect(openMessage({ store: bucket, unwrapKey }, listed)).rejects.toThrow("KMS sleeps");
  });

  test("a connection to the store that breaks during the request to KMS is an error", async () => {
    const listed = await stored(bytes(vectors[0].body), vectors[0].metadata);
    let body: StoredObject["body"] | undefined;
    const store = changed((object) => {
      body = object.body;
      return object;
    });
    const unwrapKey: KeyUnwrapper = async () => {
      body?.destroy(new Error("reset by peer"));
      await new Promise(setImmediate);
      return bytes(vectors[0].dataKey);
    };
    await expect(openMessage({ store, unwrapKey }, listed)).rejects.toThrow(/cannot read ann\/1 .*reset by peer/);
  });
});

test("a replaced or incomplete object is a damaged download", async () => {
  const listed = await stored(Buffer.from("Subject: one\r\n\r\n"));
  await stored(Buffer.from("Subject: two\r\n\r\n"));
  await expect(openMessage({ store: bucket, unwrapKey: noKey }, listed)).rejects.toThrow(DamagedDownloadError);
  const cut = changed((object) => ({ ...object, size: object.size + 1 }));
  const now = await stored(Buffer.from("Subject: two\r\n\r\n"));
  await expect(openMessage({ store: cut, unwrapKey: noKey }, now)).rejects.toThrow("expected length 16, found 17");
  const longer = { ...now, size: now.size + 1 };
  await expect(openMessage({ store: cut, unwrapKey: noKey }, longer).then(readAll)).rejects.toThrow(
    "expected length 17, found 16",
  );
});

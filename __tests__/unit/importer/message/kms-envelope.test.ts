import { vectors, type Vector } from "../../../../fixtures/kms/vectors";
import type { KmsEnvelope } from "../../../../importer/message/kms-envelope";
import { EnvelopeDecipher, readKmsEnvelope } from "../../../../importer/message/kms-envelope";
import { KmsEnvelopeError } from "../../../../importer/message/kms-envelope";

const [short] = vectors;
const bytes = (base64: string) => Buffer.from(base64, "base64");

function decrypt(
  { metadata, body, dataKey }: Vector,
  changes: { body?: Buffer; key?: Buffer; metadata?: Record<string, string> } = {},
  chunk = 1000,
): Buffer {
  const envelope = readKmsEnvelope({ ...metadata, ...changes.metadata }) as KmsEnvelope;
  const decipher = new EnvelopeDecipher(envelope, changes.key ?? bytes(dataKey));
  const encrypted = changes.body ?? bytes(body);
  const parts: Buffer[] = [];
  for (let from = 0; from < encrypted.length; from += chunk) {
    parts.push(decipher.push(encrypted.subarray(from, from + chunk)));
  }
  decipher.end();
  return Buffer.concat(parts);
}

test.each(vectors)("$name: an independent client's object is decrypted, in chunks of any size", (vector) => {
  for (const chunk of [1, 15, 16, 17, 1_000_000]) expect(decrypt(vector, {}, chunk)).toEqual(bytes(vector.plaintext));
});

test("the encryption context is the whole x-amz-matdesc", () => {
  expect(readKmsEnvelope(short.metadata)?.context).toEqual(short.context);
});

test("an object without an envelope is not encrypted", () => {
  expect(readKmsEnvelope({})).toBeUndefined();
  expect(readKmsEnvelope({ "x-amz-iv": "AAAA" })).toBeUndefined();
});

test("every changed byte of the body is an error", () => {
  const whole = bytes(short.body);
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(() => decrypt(short, { body: changed })).toThrow(/the body was changed/);
  }
});

test("a body that is cut off or too long is an error", () => {
  const whole = bytes(short.body);
  for (let length = 0; length < whole.length; length++) {
    expect(() => decrypt(short, { body: whole.subarray(0, length) })).toThrow(KmsEnvelopeError);
  }
  expect(() => decrypt(short, { body: Buffer.concat([whole, Buffer.of(0)]) })).toThrow(/the body was changed/);
});

test("the key of another message is an error", () => {
  expect(() => decrypt(short, { key: bytes(vectors[1]?.dataKey ?? "") })).toThrow(/belongs to another key/);
  expect(() => decrypt(short, { key: Buffer.alloc(16) })).toThrow("expected a data key of 32 bytes, found 16");
});

test.each<[Record<string, string>, string]>([
  [{ "x-amz-cek-alg": "AES/CBC/PKCS5Padding" }, "expected x-amz-cek-alg AES/GCM/NoPadding, found AES/CBC/PKCS5Padding"],
  [{ "x-amz-wrap-alg": "kms+context" }, "expected x-amz-wrap-alg kms, found kms+context"],
  [{ "x-amz-tag-len": "96" }, "expected x-amz-tag-len 128, found 96"],
  [{ "x-amz-iv": "AAAA" }, 'expected 12 bytes of base64 in x-amz-iv, found "AAAA"'],
  [{ "x-amz-key-v2": "" }, "expected some bytes of base64 in x-amz-key-v2"],
  [{ "x-amz-matdesc": "[1" }, "expected a JSON object of strings in x-amz-matdesc, found [1"],
  [{ "x-amz-matdesc": '{"a":1}' }, "expected a JSON object of strings"],
  [{ "x-amz-unencrypted-content-length": "54" }, "expected a message of 54 bytes, found 55"],
])("%j is refused with what was expected and found", (metadata, message) => {
  expect(() => decrypt(short, { metadata })).toThrow(message);
});

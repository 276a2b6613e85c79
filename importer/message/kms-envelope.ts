import type { DecipherGCM } from "node:crypto";
import { createDecipheriv } from "node:crypto";
import { UndeliverableError } from "./model";

/**
 * SES with a KMS key on its S3 action encrypts a message before it stores it, as the Amazon S3 encryption client does (not
 * server-side encryption): a data key of its own, wrapped by KMS, travels in the object's user metadata
 * (https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html,
 * https://docs.aws.amazon.com/amazon-s3-encryption-client/latest/developerguide/concepts.html).
 */
export interface KmsEnvelope {
  /** The encrypted data key, which KMS must decrypt. */
  readonly wrappedKey: Buffer;
  /** The encryption context, without which KMS does not return the key. */
  readonly context: Readonly<Record<string, string>>;
  readonly iv: Buffer;
  /** Bytes of the message; `undefined`: the metadata does not say. */
  readonly plainLength: number | undefined;
}

/** The message cannot be decrypted, and another attempt will fail as well; the error's message says why. */
export class KmsEnvelopeError extends UndeliverableError {
  readonly heldBecause = "encryption";
}

/** Decrypts the data key of an envelope: 32 bytes. Throws `KmsEnvelopeError` where KMS refuses permanently. */
export type KeyUnwrapper = (envelope: KmsEnvelope) => Promise<Buffer>;

const TAG_BYTES = 16;
const KEY_BYTES = 32;
const IV_BYTES = 12;
const EXPECTED_METADATA = { "x-amz-cek-alg": "AES/GCM/NoPadding", "x-amz-wrap-alg": "kms", "x-amz-tag-len": "128" };

/** Reads the envelope out of an object's user metadata; `undefined`: the object is not encrypted. */
export function readKmsEnvelope(metadata: Readonly<Record<string, string>>): KmsEnvelope | undefined {
  if (metadata["x-amz-key-v2"] === undefined) {
    if (metadata["x-amz-key"] === undefined) return undefined;
    throw new KmsEnvelopeError(
      "the message is encrypted in the encryption client's first format (x-amz-key), which SES never used",
    );
  }
  for (const [name, expected] of Object.entries(EXPECTED_METADATA)) {
    if (metadata[name] !== expected) {
      throw new KmsEnvelopeError(
        `the message is not encrypted as SES does: expected ${name} ${expected}, found ${metadata[name]}`,
      );
    }
  }
  const length = metadata["x-amz-unencrypted-content-length"];
  return {
    wrappedKey: bytes(metadata, "x-amz-key-v2"),
    context: context(metadata["x-amz-matdesc"]),
    iv: bytes(metadata, "x-amz-iv", IV_BYTES),
    plainLength: length === undefined ? undefined : Number(length),
  };
}

/**
 * Decrypts a body chunk by chunk. What `push` gives out may be forged until `end` has returned: only then is it certain that
 * SES encrypted these bytes, so no reader may see them before.
 */
export class EnvelopeDecipher {
  private readonly decipher: DecipherGCM;
  /** The last bytes so far: the tag, if no more bytes follow (AES-GCM as in Java: cipher text, then tag). */
  private tail: Buffer = Buffer.alloc(0);
  private length = 0;

  constructor(
    private readonly envelope: KmsEnvelope,
    key: Buffer,
  ) {
    if (key.length !== KEY_BYTES)
      throw new KmsEnvelopeError(`expected a data key of ${KEY_BYTES} bytes, found ${key.length}`);
    this.decipher = createDecipheriv("aes-256-gcm", key, envelope.iv, { authTagLength: TAG_BYTES });
  }

  push(chunk: Buffer): Buffer {
    const undecided = Buffer.concat([this.tail, chunk]);
    const cut = Math.max(0, undecided.length - TAG_BYTES);
    this.tail = undecided.subarray(cut);
    this.length += cut;
    return this.decipher.update(undecided.subarray(0, cut));
  }

  /** Throws `KmsEnvelopeError` unless the whole body was exactly what was encrypted with this key. */
  end(): void {
    const { plainLength } = this.envelope;
    if (this.tail.length < TAG_BYTES)
      throw new KmsEnvelopeError(`the body of ${this.tail.length} bytes has no GCM tag`);
    this.decipher.setAuthTag(this.tail);
    try {
      this.decipher.final();
    } catch {
      throw new KmsEnvelopeError("the body was changed, or belongs to another key (the AES-GCM tag does not match)");
    }
    if (plainLength !== undefined && plainLength !== this.length) {
      throw new KmsEnvelopeError(`expected a message of ${plainLength} bytes, found ${this.length}`);
    }
  }
}

/** Decrypts a whole body; see `EnvelopeDecipher` for what its end means. */
export async function* decrypt(
  body: AsyncIterable<Buffer>,
  envelope: KmsEnvelope,
  key: Buffer,
): AsyncGenerator<Buffer> {
  const decipher = new EnvelopeDecipher(envelope, key);
  for await (const chunk of body) yield decipher.push(chunk);
  decipher.end();
}

function bytes(metadata: Readonly<Record<string, string>>, name: string, length?: number): Buffer {
  const value = metadata[name] ?? "";
  const decoded = Buffer.from(value, "base64");
  if (decoded.length === 0 || (length !== undefined && decoded.length !== length)) {
    throw new KmsEnvelopeError(`expected ${length ?? "some"} bytes of base64 in ${name}, found "${value}"`);
  }
  return decoded;
}

function context(matdesc = "{}"): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(matdesc);
    if (
      typeof parsed === "object" &&
      parsed !== null &&
      Object.values(parsed).every((text) => typeof text === "string")
    ) {
      return parsed as Record<string, string>;
    }
  } catch {
    // the error below covers this case
  }
  throw new KmsEnvelopeError(`expected a JSON object of strings in x-amz-matdesc, found ${matdesc}`);
}

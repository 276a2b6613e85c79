import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { DAY_MS } from "../lib/time";

const YEAR_MS = 365 * DAY_MS;

// DER encoding (X.690) of the parts that are the same in every certificate of this kind.
const version3 = Buffer.from("a003020102", "hex");
const ecdsaWithSha256 = Buffer.from("300a06082a8648ce3d040302", "hex");
const commonName = Buffer.from("0603550403", "hex");
const subjectAltName = Buffer.from("0603551d11", "hex");

/** A private key and the certificate of its public key, both in PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/**
 * A new key with a self-signed certificate (RFC 5280) for STARTTLS: senders encrypt without verification (RFC 7435), so
 * any certificate is sufficient. Node cannot create a certificate, a library for that has twenty dependencies, and a
 * fixed certificate would put a private key into the repository and expire.
 */
export function selfSignedCertificate(host: string): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const now = Date.now();
  const name = sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(host)))));
  const toBeSigned = sequence(
    version3,
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    ecdsaWithSha256,
    name,
    sequence(time(now - YEAR_MS), time(now + 10 * YEAR_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(sequence(subjectAltName, der(0x04, sequence(der(0x82, Buffer.from(host))))))),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const certificate = sequence(toBeSigned, ecdsaWithSha256, der(0x03, Buffer.of(0), signature));
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), cert: pem(certificate) };
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** A DER element: tag, length and value. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  if (value.length < 0x80) return Buffer.concat([Buffer.of(tag, value.length), value]);
  return Buffer.concat([Buffer.of(tag, 0x82, value.length >> 8, value.length & 0xff), value]);
}

/** A GeneralizedTime, such as 20261124120000Z. */
function time(at: number): Buffer {
  return der(0x18, Buffer.from(new Date(at).toISOString().replace(/\.\d+|[-:T]/g, "")));
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

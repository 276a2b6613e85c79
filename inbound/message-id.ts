import { randomBytes } from "node:crypto";

/**
 * A message id of the shape that SES uses: 40 characters, the base32hex encoding (RFC 4648 section 7, lower case) of 25
 * bytes, the last of which is 1. Every id seen in real mail since 2019 has this shape, which AWS does not document.
 */
export function newMessageId(random: Buffer = randomBytes(24)): string {
  const bytes = Buffer.concat([random, Buffer.of(1)]);
  return BigInt(`0x${bytes.toString("hex")}`)
    .toString(32)
    .padStart(40, "0");
}

import fc from "fast-check";
import { newMessageId } from "../../../inbound/message-id";
import { objectKey } from "../../../inbound/object-key";
import { SETUP_OBJECT_NAME } from "../../../lib/ses-setup-object";

describe("message ids", () => {
  test("are 40 characters of base32hex for 25 bytes, the last of which is 1", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 24 }), (bytes) => {
        const id = newMessageId(Buffer.from(bytes));
        expect(id).toMatch(/^[0-9a-v]{38}[08go]1$/);
        expect(bytesOf(id)).toEqual([...bytes, 1]);
      }),
    );
  });

  test("differ from each other", () => {
    expect(new Set(Array.from({ length: 1000 }, () => newMessageId())).size).toBe(1000);
  });
});

describe("object keys", () => {
  test.each([
    ["email/produccion/inbox", "email/produccion/inbox/id"],
    ["inbound/", "inbound/id"],
    ["", "id"],
    ["/in", "/in/id"],
  ])("prefix %j gives %j", (prefix, key) => {
    expect(objectKey(prefix, "id")).toBe(key);
  });

  test("end in the message id, begin with the prefix, and get no double slash from SES", () => {
    const prefix = fc.stringMatching(/^[a-z0-9._-]{0,6}(\/[a-z0-9._-]{1,6}){0,2}\/?$/);
    fc.assert(
      fc.property(prefix, (written) => {
        const id = newMessageId();
        const key = objectKey(written, id);
        expect(key.split("/").at(-1)).toBe(id);
        expect(key.startsWith(written)).toBe(true);
        expect(key.length - written.length - id.length).toBe(written === "" || written.endsWith("/") ? 0 : 1);
      }),
    );
  });

  test("put the setup object under the prefix of the messages", () => {
    expect(objectKey("emails", SETUP_OBJECT_NAME)).toBe("emails/AMAZON_SES_SETUP_NOTIFICATION");
  });
});

/** Decodes base32hex (RFC 4648 section 7) bit by bit. */
function bytesOf(id: string): number[] {
  const bits = [...id]
    .map((digit) => "0123456789abcdefghijklmnopqrstuv".indexOf(digit).toString(2).padStart(5, "0"))
    .join("");
  return (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
}

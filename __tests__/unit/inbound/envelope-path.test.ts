import fc from "fast-check";
import { parseEnvelopeArgument } from "../../../inbound/envelope-path";

describe("the argument of MAIL and RCPT", () => {
  test.each([
    ["<alice@example.org>", "alice@example.org"],
    [" <alice@example.org> ", "alice@example.org"],
    ["<>", ""],
    ["<Postmaster>", "Postmaster"],
    ['<"alice"@example.org>', "alice@example.org"],
    ['<"a\\lice"@example.org>', "alice@example.org"],
    ['<"John Smith"@example.org>', '"John Smith"@example.org'],
    ['<"a>b@c"@example.org>', '"a>b@c"@example.org'],
    ['<"a\\"b"@example.org>', '"a\\"b"@example.org'],
    ['<""@example.org>', '""@example.org'],
    ["<alice@example.org.>", "alice@example.org"],
    ["<@relay.example,@b.example:alice@example.org>", "alice@example.org"],
    ["<some..one.@example.org>", "some..one.@example.org"],
    ["<alice@[IPv6:::1]>", "alice@[IPv6:::1]"],
    ["<alice@xn--example-.org>", "alice@xn--example-.org"],
  ])("%s names %s", (text, address) => {
    expect(parseEnvelopeArgument(text)).toEqual({ address, parameters: [] });
  });

  test.each([
    "",
    "alice@example.org",
    "Alice <alice@example.org>",
    "<alice@example.org",
    "alice@example.org>",
    "<<alice@example.org>>",
    "<a@b@example.org>",
    "<@example.org>",
    "<alice@>",
    "<alice@.>",
    '<"alice@example.org>',
    '<"alice"bob@example.org>',
    "<john smith@example.org>",
    "<alice\0@example.org>",
    "<alice\r@example.org>",
    "<alice@example.org>SIZE=1",
  ])("%j names no mailbox", (text) => {
    expect(parseEnvelopeArgument(text)).toBeUndefined();
  });

  test("is followed by parameters, whose names are case-insensitive", () => {
    expect(parseEnvelopeArgument("<a@b>  size=5 Body=8BITMIME smtputf8 x=a=b")?.parameters).toEqual([
      "SIZE=5",
      "BODY=8BITMIME",
      "SMTPUTF8",
      "X=a=b",
    ]);
  });

  test("means the same with any local part in quotes, and reads what it wrote", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        fc.pre(!/[\x00-\x1f\x7f]/.test(text));
        const address = parseEnvelopeArgument(`<"${text.replace(/["\\]/g, "\\$&")}"@example.org>`)?.address;
        expect(address).toBeDefined();
        expect(parseEnvelopeArgument(`<${address}>`)?.address).toBe(address);
      }),
    );
  });

  test("takes linear time for any text", () => {
    for (const text of [
      "<" + '"'.repeat(1e6),
      `<"${"\\".repeat(1e6)}`,
      `<@${",@a".repeat(1e6)}`,
      `<a@${"b.".repeat(1e6)}`,
    ]) {
      expect(parseEnvelopeArgument(text)).toBeUndefined();
    }
  });
});

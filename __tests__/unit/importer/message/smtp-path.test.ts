import fc from "fast-check";
import { isSmtpPath } from "../../../../importer/message/smtp-path";
import { anyPath } from "../../../../fixtures/smtp-paths";

test("every path of RFC 5321 and RFC 6531 can be written", () => {
  fc.assert(fc.property(anyPath, (path) => expect(isSmtpPath(path)).toBe(true)));
});

test.each(["MAILER-DAEMON", "a..b@example.org", "a.@example.org", "x@under_score.example", "@a,@b:c@d.example"])(
  "%s is left to the server",
  (path) => expect(isSmtpPath(path)).toBe(true),
);

test.each([
  ["nothing", ""],
  ["a line end", "a@b\r\nRCPT TO:<c@d>"],
  ["a line end in quotes", '"a\r\nRCPT TO:<c@d>"@b'],
  ["a line end behind a backslash", '"a\\\n"@b'],
  ["a zero", "a\0@b"],
  ["a bracket that ends it", "a@b> SIZE=1"],
  ["a bracket behind quotes", '"a">b@c'],
  ["a parameter", "a@b SIZE=1"],
  ["quotes that do not end", '"a@b'],
  ["a quote that is quoted and does not end", '"a\\"@b'],
  ["bytes that were no UTF-8", "j\ufffdrg@b"],
  ["half a character", "\ud800@b"],
  ["more than a command line", `${"a".repeat(511)}@b`],
])("an address with %s is not a path", (_, address) => expect(isSmtpPath(address)).toBe(false));

test("in any address, the first bracket outside quotes ends the path", () => {
  const pieces = fc.constantFrom("a", "@", '"', "\\", ">", "<", " ", "\r", "\n", "ü", ".", "\0");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const address = parts.join("");
      if (isSmtpPath(address)) expect(endOfPath(`${address}>`)).toBe(address.length);
    }),
    { numRuns: 3000 },
  );
});

/** Reads a path character by character, as a server does. */
function endOfPath(text: string): number {
  let inQuotes = false;
  for (let at = 0; at < text.length; at++) {
    if (/[\r\n\0]/.test(text[at]!)) return -1;
    if (inQuotes && text[at] === "\\") at++;
    else if (text[at] === '"') inQuotes = !inQuotes;
    else if (!inQuotes && /[ >]/.test(text[at]!)) return at;
  }
  return -1;
}

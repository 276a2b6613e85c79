import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { previewLines } from "../../../../../operator/status/held/preview";

const preview = (text: string, isWhole = true) => previewLines({ head: Buffer.from(text), isWhole });
const fixture = (name: string) => readFileSync(join(__dirname, "../../../../../fixtures/messages", name), "latin1");

test("headers are unchanged, the text is decoded", async () => {
  const text = "Subject: =?utf-8?q?=C3=A4?=\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n";
  expect(await preview(text)).toEqual([
    "Subject: =?utf-8?q?=C3=A4?=",
    "Content-Transfer-Encoding: base64",
    "",
    "hello",
  ]);
});

test("attachments are named with type and size", async () => {
  const lines = await preview(fixture("attachment.eml"));
  expect(lines.at(-1)).toMatch(/^attachment: .+, .+\/.+, \d+ bytes$/);
});

test("HTML is shown as text, and a truncated message is marked", async () => {
  const html = "<style>p{}</style><script>x</script><!-- y --><p>Pay &lt;now&gt;&#33;</p>&#27;[2J<b>or</b> not";
  const lines = await preview(`Content-Type: text/html\r\n\r\n${html}`, false);
  expect(lines.slice(2)).toEqual([
    "(no plain text; the words of the HTML)",
    "Pay <now>!",
    "\\u{1b}[2Jor not",
    "(the first 256 KiB of the message)",
  ]);
});

test.each(["<", "<script", "<!--", "<br", "&#1", " "])("HTML with %j repeated 60,000 times is shown", async (piece) => {
  const lines = await preview(`Content-Type: text/html\r\n\r\n${piece.repeat(60_000)}`);
  expect(lines[2]).toBe("(no plain text; the words of the HTML)");
});

test("escape sequences and direction changes are shown as codes", async () => {
  const lines = await preview("Subject: \u001b[2J\u202egnp\r\n\r\n\u009b31m\u2066\r\n");
  expect(lines).toEqual(["Subject: \\u{1b}[2J\\u{202e}gnp", "", "\\u{9b}31m\\u{2066}"]);
});

test("with parts nested too deeply only the headers are shown", async () => {
  const part = (depth: number) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`;
  const lines = await preview(Array.from({ length: 1_000 }, (_, depth) => part(depth)).join(""));
  expect(lines[0]).toBe("Content-Type: multipart/mixed; boundary=b0");
  expect(lines.at(-1)).toMatch(/^\(the text and the attachments cannot be read: .*nesting/);
});

test("a preview has a bounded number of lines and characters", async () => {
  const lines = await preview(`${"X: y\r\n".repeat(5_000)}\r\n${`${"z".repeat(10_000)}\r\n`.repeat(500)}`);
  expect(lines.length).toBeLessThan(160);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(210);
});

test("any message gives lines without control characters", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const lines = await previewLines({ head: Buffer.from(bytes), isWhole: true });
      expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }),
    { numRuns: 200 },
  );
});

import fc from "fast-check";
import { CrlfToLf } from "../../../../importer/message/crlf-to-lf";

function convert(chunks: readonly Buffer[]): Buffer {
  const toLf = new CrlfToLf();
  return Buffer.concat([...chunks.map((chunk) => toLf.push(chunk)), toLf.end()]);
}

const byte = fc.oneof(fc.constantFrom(0x0d, 0x0a), fc.nat({ max: 255 }));
const message = fc.array(byte, { maxLength: 60 }).map((bytes) => Buffer.from(bytes));

test("with any chunks, CRLF becomes LF and every other byte stays", () => {
  fc.assert(
    fc.property(message, fc.array(fc.nat({ max: 60 })), (bytes, cuts) => {
      const borders = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const chunks = borders.slice(1).map((end, i) => bytes.subarray(borders[i], end));
      expect(convert(chunks).toString("latin1")).toBe(bytes.toString("latin1").replaceAll("\r\n", "\n"));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["a\r\nb\r\n", "a\nb\n"],
  ["bare\nline\rends", "bare\nline\rends"],
  ["\r\r\n", "\r\n"],
  ["\r\n\r", "\n\r"],
  ["", ""],
])("%j becomes %j", (text, expected) => {
  expect(convert([Buffer.from(text)]).toString()).toBe(expected);
});

test("the input chunks stay unchanged", () => {
  const chunk = Buffer.from("a\r\nb\r\n");
  convert([chunk]);
  expect(chunk.toString()).toBe("a\r\nb\r\n");
});

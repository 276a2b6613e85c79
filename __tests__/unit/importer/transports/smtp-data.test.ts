import fc from "fast-check";
import { Readable } from "node:stream";
import { toSmtpData } from "../../../../importer/transports/smtp-data";
import { toLf } from "../../../../importer/message/crlf-to-lf";

async function wireOf(chunks: readonly string[]): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of toSmtpData(toLf(Readable.from(chunks.map((chunk) => Buffer.from(chunk, "latin1"))))))
    parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString("latin1");
}

test.each([
  ["", ""],
  ["a\r\n", "a\r\n"],
  ["a", "a\r\n"],
  ["a\nb\r\n", "a\r\nb\r\n"],
  ["a\rb\r\n", "a\r\nb\r\n"],
  ["a\r\r\n", "a\r\n\r\n"],
  ["b\r\r\r\n", "b\r\n\r\n\r\n"],
  ["a\r", "a\r\n"],
  ["a\n\r", "a\r\n\r\n"],
  [".\r\n", "..\r\n"],
  ["..a\r\na.b\r\n.", "...a\r\na.b\r\n..\r\n"],
  ["a\r.\rb\n.\n", "a\r\n..\r\nb\r\n..\r\n"],
])("%j arrives as %j", async (stored, expected) => expect(await wireOf([stored])).toBe(expected));

test("every stored line end, CRLF, LF or CR, is one CRLF on the wire", () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom("\r", "\n", ".", "a", "\xe4") })), async (chunks) => {
      const wire = await wireOf(chunks);
      const lines = chunks.join("").split(/\r\n|\r|\n/);
      if (lines.at(-1) === "") lines.pop();
      expect(wire).toBe(lines.map((line) => `${line.startsWith(".") ? "." : ""}${line}\r\n`).join(""));
      // With any notion of a line end, no server finds the end of the message too early.
      expect(wire).not.toMatch(/(?:^|[\r\n])\.[\r\n]/);
    }),
  ));

import fc from "fast-check";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SMTPServer, type SMTPServerAddress } from "smtp-server";
import { selfSignedCertificate } from "../../../inbound/certificate";
import { withUnixLineEnds } from "../../../drill/maildir";
import { transact } from "../../../drill/sender/transaction";
import { toWireForm } from "../../../drill/sender/wire-format";

/** Bytes with many line ends and dots. */
const trouble = fc
  .array(fc.oneof(fc.constantFrom("\r\n", "\n", "\r", ".", "\r\n.\r\n", "\n.\n", "\r.\r", "\0"), fc.base64String()))
  .map((parts) => Buffer.from(parts.join(""), "latin1"));

describe("the wire form of a message file", () => {
  test.each([
    ["Unix line ends get their CR", "a\nb\n", "a\r\nb\r\n"],
    ["a file in wire form stays as it is", "a\r\nb\nc\rd\r\n", "a\r\nb\nc\rd\r\n"],
    ["the last line gets an end", "a\r\nb", "a\r\nb\r\n"],
    ["a line that ends in a bare CR or LF is not at its end", "a\r\nb\r", "a\r\nb\r\r\n"],
    ["a Maildir file may hold a bare CR before its LF", "a\nb\r\n", "a\r\nb\r\r\n"],
    ["nothing is a message of no lines", "", ""],
  ])("%s", (_what, file, wire) => {
    expect(toWireForm(Buffer.from(file)).toString()).toBe(wire);
  });

  test("becomes a file with LF line ends in a Maildir", () => {
    fc.assert(
      fc.property(trouble, (rest) => {
        const file = Buffer.concat([Buffer.from("Subject: x\n"), rest, Buffer.from("\n")]);
        expect(withUnixLineEnds(toWireForm(file)).toString("latin1")).toBe(file.toString("latin1"));
      }),
    );
  });
});

describe("a message sent by SMTP", () => {
  interface Received {
    readonly bytes: Buffer;
    readonly secure: boolean;
    readonly parameters: SMTPServerAddress["args"];
  }
  let server: SMTPServer;
  let turn = 0;
  const received = new Map<string, Received>();

  beforeAll(async () => {
    server = new SMTPServer({
      ...selfSignedCertificate("mail.example.org"),
      disabledCommands: ["AUTH"],
      disableReverseLookup: true,
      onData: (stream, { secure, envelope }, callback) => {
        const { address, args } = envelope.mailFrom as SMTPServerAddress;
        buffer(stream).then(
          (bytes) => {
            received.set(address, { bytes, secure, parameters: args });
            callback(null, "2.0.0 Ok");
          },
          (error: Error) => callback(error),
        );
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

  async function deliver(bytes: Buffer): Promise<Received> {
    const address = { host: "127.0.0.1", port: (server.server.address() as AddressInfo).port };
    const timeouts = { connectMs: 60_000, greetingMs: 60_000, replyMs: 60_000 };
    const sender = `carol${turn++}@sender.example`;
    const options = { name: "client.example", timeouts };
    const results = await transact(address, { sender, bytes }, ["alice@example.org"], options);
    expect(results.get("alice@example.org")).toMatchObject({ kind: "accepted" });
    return received.get(sender)!;
  }

  test("keeps every byte", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(trouble, { minLength: 25, maxLength: 25 }), async (files) => {
        await Promise.all(
          files.map(async (file) => {
            const wire = toWireForm(file);
            expect((await deliver(wire)).bytes.toString("latin1")).toBe(wire.toString("latin1"));
          }),
        );
      }),
      { numRuns: 10 },
    );
  });

  test("may consist of dots", async () => {
    const wire = Buffer.from(".\r\n..\r\n.x.\r\n".repeat(20_000));
    expect((await deliver(wire)).bytes.equals(wire)).toBe(true);
  });

  test("is sent with TLS if the host offers it, and announces 8-bit bytes", async () => {
    expect(await deliver(Buffer.from("plain\r\n"))).toMatchObject({ secure: true, parameters: false });
    expect(await deliver(Buffer.from("Grüße\r\n"))).toMatchObject({ parameters: { BODY: "8BITMIME" } });
  });
});

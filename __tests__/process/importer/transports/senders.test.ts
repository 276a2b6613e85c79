import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import {
  type ScriptedReply,
  type ClientStep,
  type ScriptedSmtp,
  scriptedSmtp,
} from "../../../../fixtures/smtp/scripted-smtp";
import { sesBlock } from "../../../../fixtures/ses-block";
import { anyPath } from "../../../../fixtures/smtp-paths";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";

let host: InProcessHost;
let server: ScriptedSmtp;
let reply: (step: ClientStep) => ScriptedReply;

beforeEach(async () => {
  reply = withUtf8;
  server = await scriptedSmtp((step) => reply(step));
  host = await InProcessHost.create();
  const destination = { kind: "lmtp", server: server.address, recipients: "mailbox", onUnknown: "hold" } as const;
  host.addMailbox("ann", { destination });
});
afterEach(async () => {
  await server.close();
  host.remove();
});

const withUtf8 = (step: ClientStep) => (step.startsWith("LHLO") ? "250-scripted.example\r\n250 SMTPUTF8" : undefined);
const from = (sender: string) => `${sesBlock({ sender })}Subject: x\r\n\r\nbody\r\n`;
/** `host.put` takes one character for each byte. */
const inUtf8 = (text: string) => Buffer.from(text).toString("latin1");

test("every sender of RFC 5321 and RFC 6531 reaches the LMTP server as SES wrote it", async () => {
  const senders = fc.sample(anyPath, { numRuns: 100, seed: 1 });
  for (const [number, sender] of senders.entries()) await host.put(`ann/${1000 + number}`, inUtf8(from(sender)));
  expect(await host.import()).toMatchObject({ delivered: senders.length, heldCount: 0, outcome: "done" });
  const mailCommands = server.transactions.map(({ commands }) => commands.find((line) => line.startsWith("MAIL"))!);
  const asText = mailCommands.map((line) => Buffer.from(line, "latin1").toString());
  const isAscii = (text: string) => !/[^\0-\x7f]/.test(text);
  const expected = senders.map((sender) => `MAIL FROM:<${sender}>${isAscii(sender) ? "" : " SMTPUTF8"}`);
  expect(asText.sort()).toEqual(expected.sort());
});

test.each([
  ["a bracket that would end it", "a@b> SIZE=1"],
  ["bytes that are no UTF-8", "j\xe4rg@y.example"],
])("a sender that MAIL FROM cannot express becomes the null sender: %s", async (_, sender) => {
  await host.put("ann/1", from(sender));
  expect(await host.import()).toMatchObject({ delivered: 1, heldCount: 0, outcome: "done" });
  expect(server.transactions[0]!.commands).toContain("MAIL FROM:<>");
});

test("a server without SMTPUTF8 gets the null sender for an international sender", async () => {
  reply = () => undefined;
  await host.put("ann/1", inUtf8(from("jörg@y.example")));
  expect(await host.import()).toMatchObject({ delivered: 1, heldCount: 0, outcome: "done" });
  expect(server.transactions[0]!.commands).toContain("MAIL FROM:<> BODY=8BITMIME");
});

test("a command gets the sender as SES wrote it", async () => {
  const [program, seen] = [join(host.directory, "program"), join(host.directory, "seen")];
  writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$1" >> ${seen}\n`, { mode: 0o755 });
  host.mailboxes = [];
  const runAs = process.getuid?.() === 0 ? { user: 0, group: 0 } : undefined;
  const destination = { kind: "command", command: [program, "{sender}"], onUnknown: "hold" } as const;
  host.addMailbox("ann", { destination, owner: runAs });
  const senders = ["jörg@y.example", '"a>b"@y.example', '"a b\\" c"@[IPv6:::1]'];
  for (const [number, sender] of senders.entries()) await host.put(`ann/${number}`, inUtf8(from(sender)));
  expect(await host.import()).toMatchObject({ delivered: 3, heldCount: 0, outcome: "done" });
  expect(readFileSync(seen, "utf8").trimEnd().split("\n").sort()).toEqual([...senders].sort());
});

test("CR CR LF arrives as two line ends: the bare CR, and the CRLF", async () => {
  await host.put("ann/1", "Subject: x\r\n\r\na\r\r\nb\r\r\r\nc\rd\r\n");
  await host.import();
  expect(server.transactions[0]!.bytes.toString("latin1")).toBe("Subject: x\r\n\r\na\r\n\r\nb\r\n\r\n\r\nc\r\nd\r\n");
});

describe("a server that replies at the wrong time", () => {
  test("and refuses before the end of a message: held with the reply", async () => {
    reply = (step) =>
      step === "data" ? "hang up" : step === "DATA" ? "354 go on\r\n552 5.3.4 too big" : withUtf8(step);
    await host.put("ann/1", "x".repeat(5_000_000));
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
    expect(report.held[0]!.reason).toContain("552 5.3.4 too big");
  });

  test("that accepts before the end of a message has not accepted the message", async () => {
    reply = (step) => (step === "DATA" ? "354 go on\r\n250 2.0.0 saved" : withUtf8(step));
    await host.put("ann/1", "x".repeat(5_000_000));
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
    expect(report.problems[0]!.reason).toContain(
      "expected no such reply before the end of the message, found 250 2.0.0 saved",
    );
  });

  test("and sends QUIT between two messages: the next is sent over a new connection", async () => {
    let first = true;
    reply = (step) => {
      if (step !== "message" || !first) return withUtf8(step);
      first = false;
      return "250 2.0.0 Saved\r\n421 4.4.2 Disconnected for inactivity";
    };
    for (const key of ["ann/1", "ann/2"]) await host.put(key);
    expect(await host.import()).toMatchObject({ delivered: 2, waiting: 0, outcome: "done" });
    expect(server.connections()).toBe(2);
  });

  test.each([
    ["no number", "hello"],
    ["a line without end", "2".repeat(100_000)],
  ])("and sends an invalid reply: the mailbox waits: %s", async (_, answer) => {
    reply = (line) => (line.startsWith("RCPT") ? answer : withUtf8(line));
    await host.put("ann/1");
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
    expect(report.problems[0]!.reason).toMatch(/expected a reply/);
  });
});

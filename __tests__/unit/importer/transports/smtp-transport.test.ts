import { CertificateAuthority } from "../../../../fixtures/https/certificates";
import { sesBlock } from "../../../../fixtures/ses-block";
import {
  type ScriptedReply,
  type ClientStep,
  type ScriptedSmtp,
  scriptedSmtp,
} from "../../../../fixtures/smtp/scripted-smtp";
import type { OnUnknown } from "../../../../settings/model";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";

let host: InProcessHost;
let server: ScriptedSmtp;
/** The server's replies; a test replaces the function. */
let reply: (step: ClientStep) => ScriptedReply;

beforeEach(async () => {
  reply = () => undefined;
  host = await InProcessHost.create();
  await serve();
});
afterEach(async () => {
  await server.close();
  host.remove();
});

async function serve(options: Parameters<typeof scriptedSmtp>[1] = {}, onUnknown: OnUnknown = "resend") {
  await server?.close();
  server = await scriptedSmtp((step) => reply(step), options);
  host.mailboxes = [];
  host.addMailbox("ann", { destination: { kind: "smtp", server: server.address, recipients: "envelope", onUnknown } });
}

const at = (when: string, answer: ScriptedReply) => (reply = (step) => (step.startsWith(when) ? answer : undefined));
const messageText = (parts: Parameters<typeof sesBlock>[0] = {}) => `${sesBlock(parts)}Subject: x\r\n\r\n.dot\r\n`;
const commands = () => server.transactions.flatMap((each) => each.commands);

test("a message has SES's envelope and all bytes, and its object is deleted", async () => {
  await host.put("ann/1", messageText({ recipient: "ann+x@example.org", sender: "s@example.com" }));
  expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(commands()).toEqual([
    expect.stringMatching(/^EHLO /),
    "MAIL FROM:<s@example.com> BODY=8BITMIME",
    "RCPT TO:<ann+x@example.org>",
    "DATA",
  ]);
  expect(server.transactions[0]!.bytes.toString()).toBe(
    messageText({ recipient: "ann+x@example.org", sender: "s@example.com" }),
  );
});

test.each([
  ["to the greeting", "greeting", "554 5.7.1 no service", "waits"],
  ["to EHLO", "EHLO", "550 5.7.1 who", "waits"],
  ["to the sender", "MAIL", "451 4.3.0 later", "waits"],
  ["to the sender", "MAIL", "550 5.1.7 bad sender", "is held"],
  ["to the recipient", "RCPT", "450 4.2.0 greylisted", "waits"],
  ["to the recipient", "RCPT", "550 5.1.1 unknown", "is held"],
  ["to DATA", "DATA", "451 4.3.0 later", "waits"],
  ["to DATA", "DATA", "554 5.5.1 no", "is held"],
  ["to the message", "message", "451 4.7.1 milter", "waits"],
  ["to the message", "message", "554 5.7.1 a milter refuses it", "is held"],
  ["by the end of the connection at EHLO", "EHLO", "hang up", "waits"],
  ["by the end of the connection at RCPT", "RCPT", "hang up", "waits"],
  ["by the end of the connection at DATA", "DATA", "hang up", "waits"],
])("if the server replies %s (%s, %s), the message %s", async (_, when, answer, becomes) => {
  at(when, answer);
  await host.put("ann/1", messageText());
  const report = await host.import();
  const isHeld = becomes === "is held";
  expect(report).toMatchObject({ delivered: 0, deleted: 0, outcome: isHeld ? "some-held" : "try-later" });
  const found = isHeld ? report.held[0]!.reason : report.problems[0]!.reason;
  expect(found).toContain(answer === "hang up" ? "the server closed the connection" : answer);
  reply = () => undefined;
  const later = await host.import(isHeld ? { resend: ["mail/ann/1"] } : {});
  expect(later).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
});

test.each<[OnUnknown, object, number]>([
  ["resend", { delivered: 1, heldCount: 0, outcome: "done" }, 2],
  ["hold", { delivered: 0, heldCount: 1, outcome: "some-held" }, 1],
])("without a reply to the end of the message, onUnknown: %s decides", async (onUnknown, then, sent) => {
  await serve({}, onUnknown);
  at("message", "hang up");
  await host.put("ann/1", messageText());
  expect(await host.import()).toMatchObject({ delivered: 0, deleted: 0 });
  reply = () => undefined;
  expect(await host.import()).toMatchObject(then);
  expect(server.transactions).toHaveLength(sent);
});

describe("STARTTLS", () => {
  const authority = new CertificateAuthority();
  const tls = authority.issue(["mail.example.org"]);
  authority.remove();
  const offers = ["STARTTLS", "8BITMIME"];

  test("is used if offered, with any certificate", async () => {
    await serve({ offers, tls });
    for (const key of ["ann/1", "ann/2"]) await host.put(key, messageText());
    expect(await host.import()).toMatchObject({ delivered: 2, outcome: "done" });
    expect(server.transactions.map(({ encrypted }) => encrypted)).toEqual([true, true]);
    expect(server.connections()).toBe(1);
  });

  test.each([
    ["refused", "454 4.7.0 TLS not available", /454 4\.7\.0 TLS not available/],
    ["followed by injected bytes", "220 go on\r\n250 injected", /expected no bytes after the reply/],
    ["broken off", "hang up", /the server closed the connection/],
  ])("that is %s: nothing is sent, and the mailbox waits", async (_, answer, text) => {
    await serve({ offers, tls });
    at("STARTTLS", answer);
    await host.put("ann/1", messageText());
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
    expect(report.problems[0]!.reason).toMatch(text);
    expect(server.transactions).toEqual([]);
  });
});

describe("a server that accepts the address of the client that SES saw", () => {
  const xclient = "XCLIENT NAME ADDR PORT PROTO HELO LOGIN";
  const xforward = "XFORWARD NAME ADDR PROTO HELO SOURCE";

  test("gets it by XFORWARD before each message", async () => {
    await serve({ offers: [xforward] });
    for (const key of ["ann/1", "ann/2"]) await host.put(key, messageText());
    expect(await host.import()).toMatchObject({ delivered: 2, outcome: "done" });
    const line = "XFORWARD NAME=mx.sender.example ADDR=192.0.2.1 PROTO=ESMTP HELO=mx.sender.example SOURCE=REMOTE";
    expect(commands().filter((command) => command.startsWith("X"))).toEqual([line, line]);
    expect(server.connections()).toBe(1);
  });

  test("gets it by XCLIENT, over a connection for each message", async () => {
    await serve({ offers: [xclient, xforward] });
    await host.put("ann/1", messageText().replace("(mx.sender.example [192.0.2.1])", "(unknown [2001:db8::1])"));
    await host.put("ann/2", "Subject: not from SES\r\n\r\n");
    expect(await host.import()).toMatchObject({ delivered: 2, outcome: "done" });
    const [delivered, other] = [...server.transactions].sort((a, b) => b.commands.length - a.commands.length);
    expect(delivered!.commands.map((command) => command.split(" ")[0])).toEqual([
      "EHLO",
      "XCLIENT",
      "EHLO",
      "XFORWARD",
      "MAIL",
      "RCPT",
      "DATA",
    ]);
    expect(delivered!.commands[1]).toBe(
      "XCLIENT NAME=[UNAVAILABLE] ADDR=IPV6:2001:db8::1 PROTO=ESMTP HELO=mx.sender.example",
    );
    expect(other!.commands.some((command) => command.startsWith("X"))).toBe(false);
    expect(server.connections()).toBe(2);
  });

  test("holds messages that it refuses from that client", async () => {
    await serve({ offers: [xclient] });
    at("XCLIENT", "554 5.7.1 the client is blocked");
    await host.put("ann/1", messageText());
    const report = await host.import();
    expect(report).toMatchObject({ heldCount: 1, outcome: "some-held" });
    expect(report.held[0]!.reason).toContain("554 5.7.1 the client is blocked");
  });

  test("gets the client's name without a second attribute in it", async () => {
    await serve({ offers: [xclient] });
    await host.put("ann/1", messageText().replace("from mx.sender.example", "from a=b ADDR=1.2.3.4"));
    await host.import();
    expect(commands()[1]).toContain(" HELO=a+3Db+20ADDR+3D1.2.3.4");
    expect(commands()[2]).toBe(commands()[0]);
  });
});

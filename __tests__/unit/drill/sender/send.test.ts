import { send, type SendOutcome } from "../../../../drill/sender/send";
import { type ScriptedReply, type ScriptedSmtp, scriptedSmtp } from "../../../../fixtures/smtp/scripted-smtp";

/** Time limits for a server that never replies, and for a server that replies on a busy machine. */
const WAIT_MS = { silence: 2_000, words: 60_000 };
const message = { sender: "carol@sender.example", bytes: Buffer.from("Subject: x\r\n\r\nHello\r\n") };
const alice = "alice@example.org";
const bob = "bob@example.org";

/** Replies, keyed by the beginning of the client's step; every other step gets a positive reply. */
type SmtpScript = Readonly<Record<string, ScriptedReply>>;

const running: ScriptedSmtp[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(script: SmtpScript = {}, offers?: readonly string[]): Promise<ScriptedSmtp> {
  const replies = Object.entries(script);
  const reply = (step: string) => replies.find(([beginning]) => step.startsWith(beginning))?.[1];
  const server = await scriptedSmtp(reply, { offers });
  running.push(server);
  return server;
}

/** Sends to example.org, whose MX hosts are `first` (10) and `second` (20). */
async function sendTo(
  first: ScriptedSmtp,
  second: ScriptedSmtp,
  recipients = [alice],
  reply = WAIT_MS.words,
): Promise<Record<string, SendOutcome>> {
  const hosts: Record<string, ScriptedSmtp> = { "first.example": first, "second.example": second };
  const network = {
    exchangers: (domain: string) =>
      domain === "example.org"
        ? [
            { host: "second.example", preference: 20 },
            { host: "first.example", preference: 10 },
          ]
        : [],
    locate: (host: string) => hosts[host]!.address,
  };
  const timeouts = { connectMs: WAIT_MS.words, greetingMs: reply, replyMs: reply };
  return Object.fromEntries(await send(message, recipients, network, { name: "client.example", timeouts }));
}

const accepted = (host: string) => ({ kind: "accepted", host });

describe("a sender that follows RFC 5321 section 5.1", () => {
  test("delivers to the host of the lowest preference and leaves the others alone", async () => {
    const [first, second] = [await start(), await start()];
    const outcomes = await sendTo(first, second);
    expect(outcomes[alice]).toEqual({
      ...accepted("first.example"),
      reply: "250 2.0.0 Saved",
      failedAttempts: [],
    });
    expect(second.connections()).toBe(0);
    expect(first.commands.slice(0, 4)).toEqual([
      "EHLO client.example",
      "MAIL FROM:<carol@sender.example>",
      "RCPT TO:<alice@example.org>",
      "DATA",
    ]);
  });

  test("goes to the next host when the connection is refused", async () => {
    const [first, second] = [await start(), await start()];
    await first.close();
    const outcomes = await sendTo(first, second);
    expect(outcomes[alice]).toMatchObject({
      ...accepted("second.example"),
      failedAttempts: [{ host: "first.example", reason: "connection refused" }],
    });
  });

  test.each<[string, SmtpScript, string | RegExp]>([
    ["says nothing", { greeting: "silence" }, "no greeting within 2 s"],
    ["greets with 421", { greeting: "421 going down" }, "421 going down"],
    ["greets with 451 in several lines", { greeting: "451-not\r\n451 now" }, "451 not now"],
    ["hangs up at once", { greeting: "hang up" }, /connection closed|ECONNRESET/],
    ["does not speak SMTP", { greeting: "HTTP/1.1 400 Bad Request" }, "an answer that is not SMTP"],
    ["says 421 to EHLO", { EHLO: "421 too busy" }, "421 too busy"],
    ["says 451 to MAIL", { MAIL: "451 try again" }, "451 try again"],
    ["says 450 to RCPT", { [`RCPT TO:<${alice}>`]: "450 greylisted" }, "450 greylisted"],
    ["does not answer RCPT", { [`RCPT TO:<${alice}>`]: "silence" }, "no reply to RCPT within 2 s"],
    ["says 452 to DATA", { DATA: "452 disk full" }, "452 disk full"],
    ["says 451 after the message", { message: "451 local error" }, "451 local error"],
    ["hangs up after the message", { message: "hang up" }, /connection closed|ECONNRESET/],
    ["does not answer the message", { message: "silence" }, "no reply to the message within 2 s"],
  ])("goes to the next host when the first one %s", async (_what, script, reason) => {
    const isSilent = JSON.stringify(script).includes("silence");
    const reply = isSilent ? WAIT_MS.silence : WAIT_MS.words;
    const outcomes = await sendTo(await start(script), await start(), [alice], reply);
    expect(outcomes[alice]).toMatchObject(accepted("second.example"));
    expect(outcomes[alice]!.failedAttempts).toHaveLength(1);
    expect(outcomes[alice]!.failedAttempts[0]!.reason).toEqual(
      typeof reason === "string" ? reason : (expect.stringMatching(reason) as string),
    );
  });

  test.each<[string, SmtpScript, string]>([
    ["the greeting", { greeting: "554 no service here" }, "554 no service here"],
    ["MAIL", { MAIL: "550 not you" }, "550 not you"],
    ["RCPT", { [`RCPT TO:<${alice}>`]: "550 5.1.1 unknown" }, "550 5.1.1 unknown"],
    ["DATA", { DATA: "554 no" }, "554 no"],
    ["the message", { message: "552 too large" }, "552 too large"],
  ])("treats 5yz to %s as final", async (_what, script, reply) => {
    const second = await start();
    const outcomes = await sendTo(await start(script), second);
    expect(outcomes[alice]).toEqual({ kind: "refused", host: "first.example", reply, failedAttempts: [] });
    expect(second.connections()).toBe(0);
  });

  test("treats each recipient separately", async () => {
    const first = await start({ [`RCPT TO:<${alice}>`]: "450 busy", "RCPT TO:<mallory@": "550 unknown" });
    const second = await start();
    const outcomes = await sendTo(first, second, [alice, "mallory@example.org", bob]);
    expect(outcomes).toMatchObject({
      [alice]: accepted("second.example"),
      [bob]: accepted("first.example"),
      "mallory@example.org": { kind: "refused", host: "first.example", reply: "550 unknown" },
    });
    expect(second.commands.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<alice@example.org>"]);
  });

  test("names at most 100 recipients in a transaction, and sends to all 420", async () => {
    const first = await start();
    const recipients = Array.from({ length: 420 }, (_, index) => `a${index}@example.org`);
    const outcomes = await sendTo(first, await start(), recipients);
    expect(Object.values(outcomes).filter(({ kind }) => kind === "accepted")).toHaveLength(420);
    const transactions = first.commands.join("\n").split("MAIL FROM:").slice(1);
    expect(transactions.map((lines) => lines.match(/^RCPT TO:/gm)!.length)).toEqual([100, 100, 100, 100, 20]);
    expect(new Set(first.commands.filter((line) => line.startsWith("RCPT"))).size).toBe(420);
  });

  test("sends no message if all recipients are refused", async () => {
    const first = await start({ [`RCPT TO:<${alice}>`]: "550 unknown" });
    await sendTo(first, await start());
    expect(first.commands).not.toContain("DATA");
  });

  test("queues mail that no host accepts, with every host's reason", async () => {
    const outcomes = await sendTo(await start({ greeting: "421 down" }), await start({ message: "451 full" }));
    expect(outcomes[alice]).toEqual({
      kind: "waiting",
      failedAttempts: [
        { host: "first.example", reason: "421 down" },
        { host: "second.example", reason: "451 full" },
      ],
    });
  });

  test("falls back to HELO", async () => {
    const first = await start({ EHLO: "502 what?" });
    expect((await sendTo(first, await start()))[alice]).toMatchObject(accepted("first.example"));
    expect(first.commands.slice(0, 2)).toEqual(["EHLO client.example", "HELO client.example"]);
  });

  test("continues in clear text if STARTTLS is offered and then refused", async () => {
    const first = await start({ STARTTLS: "454 4.7.0 no TLS now" }, ["8BITMIME", "STARTTLS"]);
    expect((await sendTo(first, await start()))[alice]).toMatchObject(accepted("first.example"));
    expect(first.commands).toContain("STARTTLS");
  });

  test("contacts no host without an MX record", async () => {
    const outcomes = await sendTo(await start(), await start(), ["x@elsewhere.example"]);
    expect(outcomes).toEqual({ "x@elsewhere.example": { kind: "waiting", failedAttempts: [] } });
  });
});

import { RawSmtpClient } from "../../../fixtures/smtp/raw-smtp-client";
import { InboundFiles, InboundProcess } from "./inbound-process";

/** Limit of a scenario on a busy machine. */
const DEADLINE_MS = 30_000;

const files = new InboundFiles();
let endpoint: InboundProcess;
let port = 0;

beforeAll(async () => {
  endpoint = new InboundProcess(files.options);
  port = await endpoint.listening();
});

afterAll(async () => {
  expect(await endpoint.stopped("SIGTERM")).toMatchObject({ exitCode: 0, stderr: "" });
  files.remove();
});

/** Expects the endpoint to accept mail from the next client. */
async function expectAlive(): Promise<void> {
  const peer = await RawSmtpClient.greeted(port);
  peer.write(`${begin}DATA\r\n`);
  expect(await peer.codes(4)).toBe("250 250 250 354");
  peer.write("Subject: x\r\n\r\nhello\r\n.\r\nQUIT\r\n");
  expect(await peer.codes(6)).toBe("250 250 250 354 250 221");
  peer.close();
}

const ehlo = "EHLO client.example\r\n";
const mail = "MAIL FROM:<a@b.example>\r\n";
const rcpt = "RCPT TO:<alice@example.org>\r\n";
const begin = ehlo + mail + rcpt;
const accepted = "250 250 250 354 250 221";
const end = "\r\n.\r\n";
const many = (count: number, text: (i: number) => string) => Array.from({ length: count }, (_, i) => text(i)).join("");
const message = (content: string) => `${begin}DATA\r\n${content}${end}QUIT\r\n`;

/** What a client sends after the greeting, and the codes of all replies until the end of the connection. */
const scenarios: [name: string, says: string | (() => string), codes: string][] = [
  ["a header folded 100,000 times", () => message(`Subject: x\r\n${" y\r\n".repeat(100_000)}\r\nhello`), accepted],
  ["a header folded to 1.1 MB", () => message(`Subject: x\r\n${" yyyyyyyy\r\n".repeat(110_000)}\r\nhello`), accepted],
  [
    "40,000 addresses in From",
    () => message(`From: ${many(40_000, (i) => `a${i}@b.example, `)}\r\n\r\nhello`),
    accepted,
  ],
  ["one From line of 4 MB of commas", () => message(`From: ${",".repeat(4e6)}\r\n\r\nhello`), accepted],
  ["40,000 nested comments in From", () => message(`From: ${"(".repeat(40_000)}\r\n\r\nhello`), accepted],
  ["100,000 header fields", () => message(`${many(1e5, (i) => `X-${i}: y\r\n`)}\r\nhello`), accepted],
  [
    "2,000 DKIM signatures",
    () =>
      message(
        `${"DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; h=From; bh=AAAA; b=AAAA\r\n".repeat(2000)}From: a@b.example\r\n\r\nhello`,
      ),
    accepted,
  ],
  [
    "2,000 ARC sets",
    () => message(`${many(2000, (i) => `ARC-Seal: i=${i}; cv=none\r\nARC-Message-Signature: i=${i}\r\n`)}\r\nhello`),
    accepted,
  ],
  [
    "MIME parts nested 10,000 deep",
    () => message(many(10_000, (i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`)),
    accepted,
  ],
  ["a body of one line of 8 MB", () => message(`Subject: x\r\n\r\n${"x".repeat(8e6)}`), accepted],
  ["a body of 1,000,000 empty lines", () => message(`Subject: x\r\n\r\n${"\r\n".repeat(1e6)}`), accepted],
  [
    "a body of 100,000 dots in lines of their own",
    () => message(`Subject: x\r\n\r\n${"..\r\n".repeat(1e5)}`),
    accepted,
  ],
  ["a message of nothing", `${begin}DATA\r\n.\r\nQUIT\r\n`, accepted],
  ["NULs in a message", message("Sub\0ject: \0\r\n\r\n\0"), accepted],
  ["8-bit bytes in headers", message("Subject: \xff\xfe\xc3\x28\r\n\r\n\xff"), accepted],
  ["a message of bare carriage returns", message("Subject: x\r\r\rhello\r.\r"), accepted],
  [
    "LF . LF in a message, then commands",
    message("Subject: x\r\n\r\nhello\n.\nMAIL FROM:<x@y.example>\nRCPT TO:<bob@example.org>\nDATA\nsmuggled"),
    accepted,
  ],
  [
    "LF . CRLF in a message, then commands",
    message("Subject: x\r\n\r\nhello\n.\r\nMAIL FROM:<x@y.example>\r\nDATA\r\nsmuggled"),
    accepted,
  ],
  [
    "CRLF . LF in a message, then commands",
    message("Subject: x\r\n\r\nhello\r\n.\nMAIL FROM:<x@y.example>\r\nDATA\r\nsmuggled"),
    accepted,
  ],
  [
    "CR . CR in a message, then commands",
    message("Subject: x\r\n\r\nhello\r.\rMAIL FROM:<x@y.example>\rDATA\rsmuggled"),
    accepted,
  ],
  [
    "CR . CRLF in a message, then commands",
    message("Subject: x\r\n\r\nhello\r.\r\nMAIL FROM:<x@y.example>\r\nsmuggled"),
    accepted,
  ],
  [
    "CRLF NUL . CRLF in a message",
    message("Subject: x\r\n\r\nhello\r\n\0.\r\nMAIL FROM:<x@y.example>\r\nsmuggled"),
    accepted,
  ],
  ["a command line of 100 KB", `EHLO ${"x".repeat(1e5)}\r\n`, "421"],
  ["1 MB without a line end", () => "x".repeat(1e6), "421"],
  ["a recipient of 1,900 characters", `${ehlo}${mail}RCPT TO:<${"a".repeat(1900)}@example.org>\r\n`, "250 250 550"],
  ["NULs in commands", `${ehlo}MAIL FROM:<a\0@b.example>\r\n`, "250 501"],
  ["a carriage return in an address", `${ehlo}MAIL FROM:<a\r@b.example>\r\n`, "250 501"],
  ["a header smuggled into an address", `${ehlo}MAIL FROM:<"a\rX-Y: z"@b.example>\r\n`, "250 501"],
  ["a header smuggled into EHLO", "EHLO a\rX-Y:z\r\n", "501"],
  [
    "3,000 recipients",
    () => `${ehlo}${mail}${many(3000, (i) => `RCPT TO:<alice+${i}@example.org>\r\n`)}`,
    `250 250 ${"250 ".repeat(100)}${"452 ".repeat(2900)}`.trim(),
  ],
  [
    "3,000 unknown recipients",
    () => `${ehlo}${mail}${many(3000, (i) => `RCPT TO:<u${i}@example.org>\r\n`)}`,
    `250 250 ${"550 ".repeat(3000)}`.trim(),
  ],
  ["10,000 commands in one breath", () => `${ehlo}${"NOOP\r\n".repeat(10_000)}`, `250 ${"250 ".repeat(10_000)}`.trim()],
  [
    "a conversation in one breath",
    `${begin}DATA\r\nSubject: x\r\n\r\nhello${end}${mail}${rcpt}QUIT\r\n`,
    "250 250 250 354 250 250 250 221",
  ],
  ["commands behind QUIT", "QUIT\r\nNOOP\r\n", "221"],
  ["unknown commands", "FOO\r\n".repeat(20), `${"500 ".repeat(9)}421`],
  ["an HTTP request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "421"],
  ["AUTH", `${ehlo}AUTH PLAIN AGEAYg==\r\nAUTH LOGIN\r\n`, "250 500 500"],
  ["BDAT", `${begin}BDAT 5 LAST\r\n`, "250 250 250 500"],
  ["VRFY and EXPN", `${ehlo}VRFY alice\r\nEXPN list\r\n`, "250 252 500"],
  [
    "ETRN, TURN, XCLIENT and XFORWARD",
    `${ehlo}ETRN x\r\nTURN\r\nXCLIENT ADDR=127.0.0.2\r\nXFORWARD NAME=x\r\n`,
    "250 500 500 550 550",
  ],
  ["WIZ, SHELL and KILL", `${ehlo}WIZ x\r\nSHELL\r\nKILL\r\n`, "250 500 500 500"],
  [
    "names of methods of objects",
    `${ehlo}constructor\r\n__proto__\r\nMAIL FROM:<a@b.example> __PROTO__=1 CONSTRUCTOR\r\n`,
    "250 500 500 555",
  ],
  [
    "parameters that are not offered",
    `${ehlo}MAIL FROM:<a@b.example> SMTPUTF8\r\nMAIL FROM:<a@b.example> RET=FULL\r\n`,
    "250 555 555",
  ],
  [
    "a size that is a lie",
    `${ehlo}MAIL FROM:<a@b.example> SIZE=1\r\n${rcpt}DATA\r\n${"x".repeat(1000)}${end}QUIT\r\n`,
    accepted,
  ],
  ["a size over the limit", `${ehlo}MAIL FROM:<a@b.example> SIZE=99999999999\r\n`, "250 552"],
  [
    "sizes that are no numbers",
    `${ehlo}${["-1", "1e3", "0x10", "", "9".repeat(30)].map((size) => `MAIL FROM:<a@b.example> SIZE=${size}\r\n`).join("")}`,
    "250 501 501 501 501 501",
  ],
  ["a parameter twice", `${ehlo}MAIL FROM:<a@b.example> SIZE=1 SIZE=2\r\n`, "250 501"],
  ["DATA before anything", `${ehlo}DATA\r\n${mail}DATA\r\n${rcpt}`, "250 503 250 503 250"],
  ["MAIL within MAIL", `${ehlo}${mail}${mail}`, "250 250 503"],
  ["MAIL before EHLO", mail, "503"],
  ["an address of another domain's A-label", `${ehlo}${mail}RCPT TO:<alice@xn--example-.org>\r\n`, "250 250 550"],
];

describe("a hostile client", () => {
  test.each(scenarios)("with %s is answered, and the next client is served", async (_name, says, codes) => {
    const peer = await RawSmtpClient.greeted(port);
    const late = setTimeout(() => peer.close(), DEADLINE_MS);
    peer.write(typeof says === "string" ? says : says());
    const next = expectAlive();
    expect(await peer.codes(codes.split(" ").length)).toBe(codes);
    clearTimeout(late);
    peer.close();
    await next;
  });

  test("that sends commands before the greeting is disconnected", async () => {
    const peer = RawSmtpClient.connect(port);
    peer.write(ehlo);
    expect(await peer.codes(1)).toBe("421");
    await expectAlive();
  });

  test("gets no reply to commands in plain text after STARTTLS", async () => {
    const peer = await RawSmtpClient.greeted(port);
    peer.write(ehlo);
    await peer.reply();
    await peer.startTlsWith(`${ehlo}${mail}NOOP\r\n`);
    peer.write(`NOOP\r\nRCPT TO:<alice@example.org>\r\n`);
    expect(await peer.codes(2)).toBe("250 503");
    peer.close();
    await expectAlive();
  });

  test("that starts no TLS after STARTTLS is disconnected", async () => {
    const peer = await RawSmtpClient.greeted(port);
    peer.write(`${ehlo}STARTTLS\r\n${mail}${"x".repeat(1e5)}`);
    expect(await peer.codes(3)).toBe("250 220");
    await expectAlive();
  });

  test("that disconnects within a message leaves no files", async () => {
    const before = endpoint.lines.filter((line) => line.startsWith("accepted")).length;
    for (let i = 0; i < 20; i++) {
      const peer = await RawSmtpClient.greeted(port);
      peer.write(`${begin}DATA\r\n`);
      await peer.codes(4);
      peer.write("x".repeat(1e5));
      peer.close();
    }
    await expectAlive();
    expect(endpoint.lines.filter((line) => line.startsWith("accepted")).length).toBe(before + 1);
  });

  test("that sends byte by byte does not delay other clients", async () => {
    const peer = await RawSmtpClient.greeted(port);
    for (const byte of begin) {
      peer.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expectAlive();
    expect(await peer.codes(3)).toBe("250 250 250");
    peer.close();
  });

  test("that never reads its replies does not delay other clients", async () => {
    const peer = await RawSmtpClient.greeted(port);
    peer.write("HELP\r\n".repeat(200_000));
    await expectAlive();
    peer.close();
  });

  test("with more than 50 connections gets 421; other clients are served", async () => {
    const peers = Array.from({ length: 60 }, () => RawSmtpClient.connect(port, "127.0.0.2"));
    const codes = await Promise.all(peers.map((peer) => peer.codes(1)));
    expect(codes.filter((code) => code === "421")).toHaveLength(10);
    expect(codes.filter((code) => code === "220")).toHaveLength(50);
    await expectAlive();
    for (const peer of peers) peer.close();
    for (let isFull = true; isFull;) {
      const next = RawSmtpClient.connect(port, "127.0.0.2");
      isFull = (await next.codes(1)) === "421";
      next.close();
    }
  });

  test("from many addresses gets 421 for connections over the limit", async () => {
    const peers = Array.from({ length: 260 }, (_, index) => RawSmtpClient.connect(port, `127.0.0.${2 + (index % 6)}`));
    const codes = await Promise.all(peers.map((peer) => peer.codes(1)));
    expect(codes.filter((code) => code === "421")).toHaveLength(60);
    expect(codes.filter((code) => code === "220")).toHaveLength(200);
    for (const peer of peers) peer.close();
    for (let isFull = true; isFull;) {
      const next = RawSmtpClient.connect(port);
      isFull = (await next.codes(1)) === "421";
      next.close();
    }
    await expectAlive();
  });
});

import { generateKeyPairSync } from "node:crypto";
import { createTransport } from "nodemailer";
import type { DnsResolver } from "../../../inbound/dns-resolver";
import { noDns } from "../../../inbound/dns-resolver";
import type { ReceivedMessage } from "../../../inbound/received-message";
import { authenticateSender } from "../../../inbound/sender-authentication";
import { dnsError, zone } from "./support/zone";

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = `v=DKIM1; k=rsa; p=${keys.publicKey.export({ type: "spki", format: "der" }).toString("base64")}`;

/** A message from `author`, signed by `signer` if given. */
async function written(author: string, signer?: string): Promise<Buffer> {
  const privateKey = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const dkim = signer === undefined ? undefined : { domainName: signer, keySelector: "s1", privateKey };
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows", dkim });
  const { message } = await transport.sendMail({ from: author, to: "alice@example.org", subject: "x", text: "hello" });
  return message as Buffer;
}

function check(content: Buffer, dns: DnsResolver, overrides: Partial<ReceivedMessage> = {}) {
  const client = { ip: "192.0.2.1", hostname: undefined, helo: "mail.sender.example" };
  const message: ReceivedMessage = {
    id: "x",
    receivedAt: new Date(),
    sender: "a@sender.example",
    recipients: ["alice@example.org"],
    client,
    tls: false,
    content,
    ...overrides,
  };
  return authenticateSender(message, dns);
}

describe("SPF", () => {
  test.each([
    ["v=spf1 ip4:192.0.2.1 -all", "pass", "PASS", "domain of sender.example designates 192.0.2.1 as permitted sender"],
    ["v=spf1 -all", "fail", "FAIL", "domain of sender.example does not designate 192.0.2.1 as permitted sender"],
    [
      "v=spf1 ~all",
      "softfail",
      "FAIL",
      "transitioning domain of sender.example does not designate 192.0.2.1 as permitted sender",
    ],
    ["v=spf1 ?all", "neutral", "GRAY", "192.0.2.1 is neither permitted nor denied by domain of sender.example"],
    ["hello", "none", "GRAY", "192.0.2.1 is neither permitted nor denied by domain of sender.example"],
    ["v=spf1 nonsense", "permerror", "PROCESSING_FAILED", "error in processing during lookup of sender.example"],
    [dnsError("ETIMEOUT"), "temperror", "PROCESSING_FAILED", "error in processing during lookup of sender.example"],
  ])("record %s: %s", async (record, result, verdict, comment) => {
    const { spf } = await check(await written("a@sender.example"), zone({ "sender.example": record }));
    expect(spf).toEqual({
      verdict,
      receivedSpf: `${result} (spfCheck: ${comment}) client-ip=192.0.2.1; envelope-from=a@sender.example; helo=mail.sender.example;`,
    });
  });

  test("a null sender is checked by the client's HELO name", async () => {
    const dns = zone({ "mail.sender.example": "v=spf1 ip4:192.0.2.1 -all" });
    const { spf } = await check(await written("a@sender.example"), dns, { sender: "" });
    expect(spf.receivedSpf).toContain("pass (spfCheck: domain of mail.sender.example ");
    expect(spf.receivedSpf).toContain("envelope-from=postmaster@mail.sender.example;");
  });
});

describe("DKIM", () => {
  const dns = zone({ "s1._domainkey.sender.example": publicKey });

  test("a signature by the author's domain passes", async () => {
    const { dkim } = await check(await written("a@sender.example", "sender.example"), dns);
    expect(dkim).toEqual({ verdict: "PASS", signatures: [{ result: "pass", domain: "sender.example" }] });
  });

  test("a good signature by another domain passes in the header; its verdict is GRAY", async () => {
    const { dkim } = await check(await written("a@author.example", "sender.example"), dns);
    expect(dkim).toEqual({ verdict: "GRAY", signatures: [{ result: "pass", domain: "sender.example" }] });
  });

  test("a changed body fails", async () => {
    const message = (await written("a@sender.example", "sender.example")).toString().replace("hello", "hullo");
    const { dkim } = await check(Buffer.from(message), dns);
    expect(dkim).toEqual({ verdict: "FAIL", signatures: [{ result: "fail", domain: "sender.example" }] });
  });

  test("a changed header fails", async () => {
    const message = (await written("a@sender.example", "sender.example"))
      .toString()
      .replace("Subject: x", "Subject: y");
    expect((await check(Buffer.from(message), dns)).dkim.signatures).toEqual([
      { result: "fail", domain: "sender.example" },
    ]);
  });

  test("a missing key is a permanent error, no answer a temporary one", async () => {
    const message = await written("a@sender.example", "sender.example");
    expect((await check(message, zone({}))).dkim).toEqual({
      verdict: "PROCESSING_FAILED",
      signatures: [{ result: "permerror", domain: "sender.example" }],
    });
    expect((await check(message, noDns)).dkim.signatures).toEqual([{ result: "temperror", domain: "sender.example" }]);
  });

  test("unsigned mail is GRAY without a clause", async () => {
    expect((await check(await written("a@sender.example"), dns)).dkim).toEqual({ verdict: "GRAY", signatures: [] });
  });
});

describe("DMARC", () => {
  const policy = (text: string) => ({ "_dmarc.sender.example": `v=DMARC1; p=${text}` });
  const spfPass = { "sender.example": "v=spf1 ip4:192.0.2.1 -all" };

  test("passes by SPF alone, and by DKIM alone", async () => {
    const passed = { verdict: "PASS", result: "pass", domain: "sender.example", policy: undefined };
    const bySpf = await check(await written("a@sender.example"), zone({ ...policy("reject"), ...spfPass }));
    expect(bySpf.dmarc).toEqual(passed);
    const key = { "s1._domainkey.sender.example": publicKey };
    const byDkim = await check(
      await written("a@sender.example", "sender.example"),
      zone({ ...policy("reject"), ...key }),
    );
    expect(byDkim.dmarc).toEqual(passed);
  });

  test.each(["none", "quarantine", "reject"])("fails and reports the policy %s", async (asked) => {
    const { dmarc } = await check(await written("a@sender.example"), zone(policy(asked)));
    expect(dmarc).toEqual({ verdict: "FAIL", result: "fail", domain: "sender.example", policy: asked });
  });

  test("SPF of another domain than the author's does not help", async () => {
    const dns = zone({ "_dmarc.author.example": "v=DMARC1; p=none", ...spfPass });
    const { dmarc } = await check(await written("a@author.example"), dns);
    expect(dmarc).toMatchObject({ verdict: "FAIL", domain: "author.example" });
  });

  test("no policy is GRAY", async () => {
    const { dmarc } = await check(await written("a@sender.example"), zone({}));
    expect(dmarc).toEqual({ verdict: "GRAY", result: "none", domain: "sender.example", policy: undefined });
  });

  test.each([
    ["no author", "Subject: x\r\n\r\nhello\r\n"],
    ["two authors", "From: a@sender.example, b@sender.example\r\n\r\nhello\r\n"],
    ["no header at all", "hello\r\n"],
    ["nothing at all", ""],
  ])("a message with %s cannot be judged", async (_what, message) => {
    const { dmarc } = await check(Buffer.from(message), zone(policy("reject")));
    expect(dmarc).toEqual({ verdict: "PROCESSING_FAILED", result: "permerror", domain: undefined, policy: undefined });
  });
});

test("without DNS every check ends with a temporary error", async () => {
  const { spf, dkim, dmarc } = await check(await written("a@sender.example", "sender.example"), noDns);
  expect([spf.verdict, dkim.verdict, dmarc.verdict]).toEqual(Array(3).fill("PROCESSING_FAILED"));
  expect(spf.receivedSpf).toMatch(/^temperror /);
});

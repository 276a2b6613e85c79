import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSesBlock } from "../../../../importer/message/ses-block";

const SPF =
  "pass (spfCheck: domain of google.com designates 209.85.167.51 as permitted sender) client-ip=209.85.167.51; envelope-from=forwarding-noreply@google.com; helo=mail-lf1-f51.google.com;";

/** The lines of a real message of August 2025, each replaceable. */
const real = {
  returnPath: "Return-Path: <forwarding-noreply@google.com>",
  received:
    "Received: from mail-lf1-f51.google.com (mail-lf1-f51.google.com [209.85.167.51])\r\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81\r\n for user@example.org;\r\n Wed, 13 Aug 2025 17:16:06 +0000 (UTC)",
  spam: "X-SES-Spam-Verdict: PASS",
  virus: "X-SES-Virus-Verdict: PASS",
  receivedSpf: `Received-SPF: ${SPF}`,
  results: `Authentication-Results: amazonses.com;\r\n spf=${SPF}\r\n dkim=pass header.i=@google.com;\r\n dmarc=pass header.from=google.com;`,
  receipt: "X-SES-RECEIPT: AEFBQUFBQUFBQUFG==",
  signature: "X-SES-DKIM-SIGNATURE: a=rsa-sha256; q=dns/txt; b=qDp3iJOi8Kpmw=; d=amazonses.com; t=1755105367; v=1;",
};
type Lines = { [name in keyof typeof real]: string | undefined };
const block = (changes: Partial<Lines> = {}) =>
  Object.values({ ...real, ...changes })
    .filter((line) => line !== undefined)
    .map((line) => `${line}\r\n`)
    .join("");
const original = "Received: by mail-lf1-f51.google.com with SMTP id x\r\nSubject: hello\r\n\r\nbody\r\n";
const read = (text: string) => readSesBlock(Buffer.from(text, "latin1"));

test("all fields in the block of a real message are read", () => {
  expect(read(block() + original)).toEqual({
    envelopeSender: "forwarding-noreply@google.com",
    recipient: "user@example.org",
    client: { address: "209.85.167.51", name: "mail-lf1-f51.google.com", helo: "mail-lf1-f51.google.com" },
    messageId: "795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81",
    receivedAt: new Date("2025-08-13T17:16:06Z"),
    spam: "PASS",
    virus: "PASS",
    spf: "pass",
    dkim: [{ result: "pass", domain: "google.com" }],
    dmarc: { result: "pass", domain: "google.com", policy: undefined },
    length: block().length,
  });
});

test.each([
  ["a client without a name", "h.example (unknown [2001:db8::1])", { helo: "h.example", address: "2001:db8::1" }],
  [
    "a client that says more than a name",
    "x (a.example [192.0.2.9]) (b.example [192.0.2.1])",
    { helo: "x (a.example [192.0.2.9])", name: "b.example", address: "192.0.2.1" },
  ],
  ["no address", "h.example (b.example [somewhere])", undefined],
])("the client is read as SES saw it: %s", (_, from, client) => {
  const received = real.received.replace(/from .*\r/, `from ${from}\r`);
  expect(read(block({ received }) + original)!.client).toEqual(client);
});

test("a block with LF line ends is read in the same way", () => {
  expect(read((block() + original).replaceAll("\r\n", "\n"))).toEqual({
    ...read(block() + original),
    length: block().replaceAll("\r\n", "\n").length,
  });
});

test("the null sender, no recipient, several signatures, a DMARC failure with policy", () => {
  const found = read(
    block({
      returnPath: "Return-Path: <>",
      received: real.received.replace("\r\n for user@example.org;", ""),
      results:
        "Authentication-Results: amazonses.com;\r\n spf=none (spfCheck: x) client-ip=192.0.2.1; envelope-from=postmaster@x; helo=x;\r\n dkim=fail header.i=@a.example;\r\n dkim=permerror header.i=@b.example;\r\n dmarc=fail (p=REJECT) header.from=a.example;",
    }) + original,
  );
  expect(found).toMatchObject({
    envelopeSender: "",
    recipient: undefined,
    spf: "none",
    dkim: [
      { result: "fail", domain: "a.example" },
      { result: "permerror", domain: "b.example" },
    ],
    dmarc: { result: "fail", domain: "a.example", policy: "reject" },
  });
});

describe("forged headers", () => {
  const forged = readFileSync(join(__dirname, "../../../../fixtures/messages/forged-ses-headers.eml"), "latin1");

  test("below the block are ignored, also without a scan by SES", () => {
    const scanned = block({ spam: "X-SES-Spam-Verdict: FAIL", virus: "X-SES-Virus-Verdict: FAIL" });
    expect(read(scanned + forged)).toMatchObject({ spam: "FAIL", virus: "FAIL", recipient: "user@example.org" });
    const unscanned = block({ spam: undefined, virus: undefined });
    expect(read(unscanned + forged)).toEqual(read(unscanned + original));
    expect(read(unscanned + forged)).toMatchObject({ spam: undefined, virus: undefined });
  });

  test("of any kind do not change the result", () => {
    const senders = fc.array(
      fc.oneof(fc.constantFrom(...Object.values(real)), fc.stringMatching(/^[A-Za-z-]{1,12}: [ -~]{0,30}$/)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(senders, fc.boolean(), (lines, scans) => {
        const top = scans ? block() : block({ spam: undefined, virus: undefined });
        expect(read(top + lines.map((line) => `${line}\r\n`).join(""))).toEqual(read(top));
      }),
    );
  });

  test("in HELO or the envelope sender are not results", () => {
    const spf = `fail (x) envelope-from="a; dmarc=pass header.from=bank.example; dkim=pass"@evil.example; helo=x; dmarc=pass;`;
    const results = `Authentication-Results: amazonses.com;\r\n spf=${spf}\r\n dmarc=fail header.from=bank.example;`;
    expect(read(block({ results }) + original)).toMatchObject({ spf: "fail", dkim: [], dmarc: { result: "fail" } });
  });

  test("in the session and the signatures do not change SES's verdicts", () => {
    // SES refuses line breaks in commands: RFC 5321 sections 2.3.8 and 4.1.1.
    const odd = fc.oneof(
      fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 80 }),
      fc.constantFrom(
        " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x",
        "x; dmarc=pass header.from=bank.example;",
        "amazonses.com; dkim=pass header.i=@bank.example;",
        "X-SES-Virus-Verdict: PASS",
        ":",
        "\t",
        "x".repeat(2000),
      ),
    );
    const said = fc.record({ helo: odd, sender: odd, recipient: odd, signer: odd, author: odd });
    fc.assert(
      fc.property(said, (saying) => {
        const { helo, sender, recipient, signer, author } = Object.fromEntries(
          Object.entries(saying).map(([name, text]) => [name, text.replaceAll("\n", "")]),
        ) as typeof saying;
        const spf = `fail (spfCheck: ${sender}) client-ip=192.0.2.1; envelope-from=${sender}; helo=${helo};`;
        const top = block({
          returnPath: `Return-Path: <${sender}>`,
          received: `Received: from ${helo} (${helo} [192.0.2.1])\r\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 795h\r\n for ${recipient};\r\n Wed, 13 Aug 2025 17:16:06 +0000 (UTC)`,
          spam: "X-SES-Spam-Verdict: FAIL",
          virus: "X-SES-Virus-Verdict: FAIL",
          receivedSpf: `Received-SPF: ${spf}`,
          results: `Authentication-Results: amazonses.com;\r\n spf=${spf}\r\n dkim=fail header.i=@${signer};\r\n dmarc=fail header.from=${author};`,
        });
        expect(read(top + original)).toMatchObject({
          ...{ spam: "FAIL", virus: "FAIL", spf: "fail", messageId: "795h" },
          ...{ dkim: [{ result: "fail" }], dmarc: { result: "fail" }, length: top.length },
        });
      }),
      { numRuns: 500 },
    );
  });

  test("a message without SES's headers has no block", () => {
    expect(read(original)).toBeUndefined();
    expect(read(forged)).toBeUndefined();
    expect(read("")).toBeUndefined();
    expect(read("X-SES-Spam-Verdict: PASS\r\n" + block({ spam: undefined }) + original)).toBeUndefined();
    for (const name of ["returnPath", "received", "receivedSpf", "results", "receipt", "signature"] as const) {
      expect(read(block({ [name]: undefined }) + original)).toBeUndefined();
    }
    expect(read(block({ results: real.results.replace("amazonses.com;", "mx.example.org;") }))).toBeUndefined();
  });
});

test("a quoted recipient with a space (RFC 5321) does not hide the block", () => {
  const received = real.received.replace("user@example.org", '"a b; c"@example.org');
  expect(read(block({ received, virus: "X-SES-Virus-Verdict: FAIL" }) + original)).toMatchObject({
    recipient: '"a b; c"@example.org',
    virus: "FAIL",
  });
});

test("a header of an AddHeader action inside or above the block does not hide it", () => {
  expect(read("X-Standby: yes\r\n" + block({ spam: `X-Other: 1\r\n${real.spam}` }) + original)).toMatchObject({
    spam: "PASS",
    recipient: "user@example.org",
  });
});

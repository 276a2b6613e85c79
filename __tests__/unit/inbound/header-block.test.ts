import { headerBlock, type HeaderBlockParts } from "../../../inbound/header-block";

/** The session of a real object of August 2025. */
const parts: HeaderBlockParts = {
  message: {
    id: "795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81",
    receivedAt: new Date("2025-08-13T17:16:06.123Z"),
    sender: "forwarding-noreply@google.com",
    recipients: ["user@example.org"],
    client: { ip: "209.85.167.51", hostname: "mail-lf1-f51.google.com", helo: "mail-lf1-f51.google.com" },
    tls: true,
  },
  region: "eu-west-1",
  recipient: "user@example.org",
  authentication: {
    spf: {
      verdict: "PASS",
      receivedSpf:
        "pass (spfCheck: domain of google.com designates 209.85.167.51 as permitted sender) client-ip=209.85.167.51; " +
        "envelope-from=forwarding-noreply@google.com; helo=mail-lf1-f51.google.com;",
    },
    dkim: { verdict: "PASS", signatures: [{ result: "pass", domain: "google.com" }] },
    dmarc: { verdict: "PASS", result: "pass", domain: "google.com", policy: undefined },
  },
  content: { spam: "PASS", virus: "PASS" },
};

/** The lines of that object up to the two opaque ones. */
const real = `Return-Path: <forwarding-noreply@google.com>
Received: from mail-lf1-f51.google.com (mail-lf1-f51.google.com [209.85.167.51])
 by inbound-smtp.eu-west-1.amazonaws.com with SMTP id 795hue2ttd6ie60k15ji41vbso3q721dlq9g6f81
 for user@example.org;
 Wed, 13 Aug 2025 17:16:06 +0000 (UTC)
X-SES-Spam-Verdict: PASS
X-SES-Virus-Verdict: PASS
Received-SPF: pass (spfCheck: domain of google.com designates 209.85.167.51 as permitted sender) client-ip=209.85.167.51; envelope-from=forwarding-noreply@google.com; helo=mail-lf1-f51.google.com;
Authentication-Results: amazonses.com;
 spf=pass (spfCheck: domain of google.com designates 209.85.167.51 as permitted sender) client-ip=209.85.167.51; envelope-from=forwarding-noreply@google.com; helo=mail-lf1-f51.google.com;
 dkim=pass header.i=@google.com;
 dmarc=pass header.from=google.com;
`.replaceAll("\n", "\r\n");

describe("the headers of SES", () => {
  test("are those of a real object, line by line", () => {
    expect(headerBlock(parts).slice(0, real.length)).toBe(real);
  });

  test("end in an opaque receipt and a signature of the real shape", () => {
    const [receipt = "", signature = "", ...rest] = headerBlock(parts).slice(real.length).split("\r\n");
    expect(receipt).toMatch(/^X-SES-RECEIPT: AEFBQUFBQUFBQUFG[\w+/]{200,}={0,2}$/);
    expect(signature).toMatch(
      new RegExp(
        "^X-SES-DKIM-SIGNATURE: a=rsa-sha256; q=dns/txt; b=[\\w+/]{171}=; c=relaxed/simple; s=\\w{32}; d=amazonses.com; " +
          "t=1755105366; v=1; bh=[\\w+/]{43}=; h=From:To:Cc:Bcc:Subject:Date:Message-ID:MIME-Version:Content-Type:X-SES-RECEIPT;$",
      ),
    );
    expect(rest).toEqual([""]);
  });

  test("have CRLF line ends, and fold only Received and Authentication-Results", () => {
    const block = headerBlock(parts);
    expect(block.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const names = block.split("\r\n").filter((line) => /^[\w-]+:/.test(line));
    expect(names.map((line) => line.replace(/:.*/, ""))).toEqual([
      "Return-Path",
      "Received",
      "X-SES-Spam-Verdict",
      "X-SES-Virus-Verdict",
      "Received-SPF",
      "Authentication-Results",
      "X-SES-RECEIPT",
      "X-SES-DKIM-SIGNATURE",
    ]);
  });

  test("leave out the two verdict lines without scanning", () => {
    const block = headerBlock({ ...parts, content: { spam: "DISABLED", virus: "DISABLED" } });
    expect(block).not.toContain("Verdict");
    expect(block).toContain("(UTC)\r\nReceived-SPF: ");
  });

  test("name a null sender by empty brackets", () => {
    const message = { ...parts.message, sender: "" };
    expect(headerBlock({ ...parts, message })).toMatch(/^Return-Path: <>\r\n/);
  });

  test("call a client without a name unknown", () => {
    const client = { ip: "192.0.2.1", hostname: undefined, helo: "x.example" };
    const block = headerBlock({ ...parts, message: { ...parts.message, client } });
    expect(block).toContain("Received: from x.example (unknown [192.0.2.1])\r\n");
  });

  test("have one dkim clause for each signature, none for unsigned mail", () => {
    const withSignatures = (signatures: HeaderBlockParts["authentication"]["dkim"]["signatures"]) =>
      headerBlock({ ...parts, authentication: { ...parts.authentication, dkim: { verdict: "GRAY", signatures } } });
    expect(withSignatures([])).not.toContain("dkim=");
    expect(
      withSignatures([
        { result: "pass", domain: "a.example" },
        { result: "permerror", domain: "b.example" },
      ]),
    ).toContain("\r\n dkim=pass header.i=@a.example;\r\n dkim=permerror header.i=@b.example;\r\n dmarc=");
  });

  test("have dmarc without a domain for a message without a single author", () => {
    const dmarc = { verdict: "PROCESSING_FAILED", result: "permerror", domain: undefined, policy: undefined } as const;
    const block = headerBlock({ ...parts, authentication: { ...parts.authentication, dmarc } });
    expect(block).toContain("\r\n dmarc=permerror;\r\n");
  });
});

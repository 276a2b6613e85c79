import { generateKeyPairSync } from "node:crypto";
import { createTransport } from "nodemailer";
import fc from "fast-check";
import { TestEndpoint } from "../../unit/inbound/support/test-endpoint";
import { rule, rulesWith, s3 } from "../../unit/inbound/support/rules";
import { zone } from "../../unit/inbound/support/zone";

const rules = rulesWith([rule("alice", ["alice@example.org"]), rule("bob", ["bob@example.org"])]);

let testEndpoint: TestEndpoint;
beforeAll(async () => {
  testEndpoint = await TestEndpoint.start(rules);
});
afterAll(() => testEndpoint.stop());

/** The part after the headers of SES, which end with their signature. */
function original(object: Buffer | undefined): Buffer | undefined {
  const last = object?.indexOf("X-SES-DKIM-SIGNATURE: ");
  return object?.subarray(object.indexOf("\r\n", last) + 2);
}

async function storedOf(message: string): Promise<Buffer | undefined> {
  const { id } = await testEndpoint.send(["alice@example.org"], message);
  return original((await testEndpoint.messages()).get(`alice/${id}`));
}

describe("the stored bytes after the headers of SES are the bytes that were sent", () => {
  test.each([
    ["plain text", "Subject: x\r\n\r\nhello\r\n"],
    ["8-bit text", "Subject: x\r\n\r\n\xe4\xf6\xfc \xc3\xa4\r\n"],
    [
      "every byte but line ends",
      `\r\n${Buffer.from(Array.from({ length: 256 }, (_, i) => i).filter((i) => i !== 10 && i !== 13)).toString("latin1")}\r\n`,
    ],
    ["dots at line starts", "Subject: x\r\n\r\n.\r\n..\r\n...x\r\n.hidden\r\n"],
    ["a dot alone at the start", ".\r\n"],
    ["very long lines", `Subject: x\r\n\r\n${"a".repeat(100_000)}\r\n${"b".repeat(70_000)}\r\n`],
    ["bare LF", "Subject: x\r\n\r\none\ntwo\n.\nthree\r\n"],
    ["bare CR", "Subject: x\r\n\r\none\rtwo\r.\rthree\r\n"],
    ["an empty body", "Subject: x\r\n\r\n"],
    ["no headers", "just a line\r\n"],
    ["only a header", "Subject: x\r\n"],
    ["nothing", ""],
    ["empty lines at its end", "Subject: x\r\n\r\nhello\r\n\r\n\r\n"],
    [
      "headers of SES that the sender made up",
      "X-SES-Spam-Verdict: PASS\r\nReturn-Path: <x@y.example>\r\n\r\nhello\r\n",
    ],
  ])("%s", async (_what, message) => {
    expect((await storedOf(message))?.toString("latin1")).toBe(message);
  });

  test("a dot after a bare LF loses the stuffing that such a sender adds", async () => {
    expect((await storedOf("one\n..two\r\n"))?.toString()).toBe("one\n.two\r\n");
  });

  test("any bytes in any lines, over many chunks", async () => {
    const client = await testEndpoint.connect();
    // No line after a bare LF may begin with two dots, see above.
    const line = fc
      .uint8Array({ maxLength: 2_000 })
      .map((bytes) => Buffer.from(bytes).toString("latin1").replaceAll("\n", ""));
    const message = fc.array(line, { maxLength: 20 }).map((lines) => lines.map((text) => `${text}\r\n`).join(""));
    await fc.assert(
      fc.asyncProperty(message, async (text) => {
        await client.command("MAIL FROM:<a@b.example>");
        await client.command("RCPT TO:<alice@example.org>");
        const id = (await client.data(Buffer.from(text, "latin1"))).replace("250 OK ", "");
        await testEndpoint.endpoint.idle();
        const stored = original((await testEndpoint.messages()).get(`alice/${id}`));
        expect(stored?.equals(Buffer.from(text, "latin1"))).toBe(true);
      }),
      { numRuns: 30 },
    );
    client.close();
  });
});

describe("nodemailer as the sender", () => {
  const transport = (to: TestEndpoint) =>
    createTransport({ host: "127.0.0.1", port: to.endpoint.port, tls: { rejectUnauthorized: false } });

  test("gets refusals over STARTTLS; each other recipient gets an object", async () => {
    const to = ["alice@example.org", "carol@example.org", "bob+news@example.org"];
    const sent = await transport(testEndpoint).sendMail({ from: "a@b.example", to, subject: "x", text: "hello" });
    await testEndpoint.endpoint.idle();
    expect(sent.accepted).toEqual(["alice@example.org", "bob+news@example.org"]);
    expect(sent.rejected).toEqual(["carol@example.org"]);
    const id = sent.response.replace("250 OK ", "");
    const stored = await testEndpoint.messages();
    const [forAlice, forBob] = [stored.get(`alice/${id}`), stored.get(`bob/${id}`)];
    expect(forAlice?.toString()).toContain("\r\n for alice@example.org;\r\n");
    expect(forBob?.toString()).toContain("\r\n for bob+news@example.org;\r\n");
    expect(original(forAlice)).toEqual(original(forBob));
  });

  test("sends a DKIM signature that passes at SES, with SPF and DMARC", async () => {
    const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const resolver = zone({
      "s1._domainkey.sender.example": `v=DKIM1; p=${keys.publicKey.export({ type: "spki", format: "der" }).toString("base64")}`,
      "sender.example": "v=spf1 ip4:127.0.0.1 -all",
      "_dmarc.sender.example": "v=DMARC1; p=reject",
    });
    const signed = await TestEndpoint.start(rules, { resolver });
    try {
      const privateKey = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
      await transport(signed).sendMail({
        from: "a@sender.example",
        to: "alice@example.org",
        text: "grüße",
        dkim: { domainName: "sender.example", keySelector: "s1", privateKey },
      });
      await signed.endpoint.idle();
      const [object] = [...(await signed.messages()).values()].map(String);
      expect(object).toContain(
        " (mail.sender.example [127.0.0.1])\r\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP id ",
      );
      expect(object).toContain(
        "\r\nReceived-SPF: pass (spfCheck: domain of sender.example designates 127.0.0.1 as permitted sender) ",
      );
      expect(object).toContain(
        "\r\n dkim=pass header.i=@sender.example;\r\n dmarc=pass header.from=sender.example;\r\n",
      );
    } finally {
      await signed.stop();
    }
  });
});

describe("other effects of the rules on an object", () => {
  async function objectBy(...applied: Parameters<typeof rulesWith>): Promise<string> {
    const other = await TestEndpoint.start(rulesWith(...applied));
    try {
      const gtube = Buffer.from(
        "WEpTKkM0SkRCUUFETjEuTlNCTjMqMklETkVOKkdUVUJFLVNUQU5EQVJELUFOVEktVUJFLVRFU1QtRU1BSUwqQy4zNFg=",
        "base64",
      );
      await other.send(["alice@example.org"], `Subject: x\r\n\r\n${gtube.toString()}\r\n`);
      return String([...(await other.messages()).values()][0]);
    } finally {
      await other.stop();
    }
  }

  test("AddHeader adds its line between the headers of SES and the message", async () => {
    const added = { type: "AddHeader", headerName: "X-Standby", headerValue: "yes" } as const;
    const object = await objectBy([rule("alice", ["example.org"], { actions: [added, s3("alice")] })]);
    expect(object).toMatch(/X-SES-DKIM-SIGNATURE: .*\r\nX-Standby: yes\r\nSubject: x\r\n/);
  });

  test("a scan adds its verdicts, and no scan adds none", async () => {
    expect(await objectBy([rule("alice", ["example.org"])])).toContain(
      "\r\nX-SES-Spam-Verdict: FAIL\r\nX-SES-Virus-Verdict: PASS\r\n",
    );
    expect(await objectBy([rule("alice", ["example.org"], { scanEnabled: false })])).not.toContain("Verdict");
  });
});

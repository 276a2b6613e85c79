import { X509Certificate } from "node:crypto";
import { selfSignedCertificate } from "../../../inbound/certificate";
import { toALabels } from "../../../lib/domain-name";
import { TestEndpoint } from "../../unit/inbound/support/test-endpoint";
import { ChangeableRules, rule, rulesWith } from "../../unit/inbound/support/rules";

const rules = rulesWith([rule("alice", ["alice@example.org"]), rule("bob", ["bob@example.org"])]);
const unavailable = "550 5.1.1 Requested action not taken: mailbox unavailable";

/** Runs a function against a new endpoint. */
async function withEndpoint<T>(
  run: (testEndpoint: TestEndpoint) => Promise<T>,
  ...start: Partial<Parameters<typeof TestEndpoint.start>>
) {
  const testEndpoint = await TestEndpoint.start(start[0] ?? rules, start[1]);
  try {
    return await run(testEndpoint);
  } finally {
    await testEndpoint.stop();
  }
}

describe("the SMTP conversation", () => {
  test("has the replies of SES from the banner to the id of the message", async () => {
    await withEndpoint(async (testEndpoint) => {
      const client = await testEndpoint.connect();
      expect(client.banner).toBe("220 inbound-smtp.eu-west-1.amazonaws.com ESMTP Amazon SES");
      expect(client.ehlo.split("\r\n")).toEqual([
        "250-inbound-smtp.eu-west-1.amazonaws.com",
        "250-PIPELINING",
        "250-8BITMIME",
        "250-STARTTLS",
        "250 SIZE 41943040",
      ]);
      expect(await client.command("MAIL FROM:<a@b.example>")).toBe("250 Ok");
      expect(await client.command("RCPT TO:<alice@example.org>")).toBe("250 Ok");
      expect(await client.command("RCPT TO:<carol@example.org>")).toBe(unavailable);
      expect(await client.data(Buffer.from("hello\r\n"))).toMatch(/^250 OK [0-9a-v]{40}$/);
      expect(await client.command("QUIT")).toMatch(/^221 /);
    });
  });

  test("neither offers nor accepts AUTH", async () => {
    await withEndpoint(async (testEndpoint) => {
      const client = await testEndpoint.connect();
      expect(client.ehlo).not.toContain("AUTH");
      expect(await client.command("AUTH PLAIN AGEAYg==")).toMatch(/^500 /);
      client.close();
    });
  });

  test("continues over TLS after STARTTLS, and forgets the earlier dialogue", async () => {
    await withEndpoint(async (testEndpoint) => {
      const client = await testEndpoint.connect();
      await client.command("MAIL FROM:<a@b.example>");
      await client.startTls();
      expect(client.ehlo).not.toContain("STARTTLS");
      expect(await client.command("RCPT TO:<alice@example.org>")).toMatch(/^503 /);
      client.close();
      await testEndpoint.send(["alice@example.org"], undefined, { tls: true });
      expect(testEndpoint.events).toContainEqual(expect.objectContaining({ kind: "accepted", tls: true }));
    });
  });

  test("accepts several messages over one connection, each with its own id", async () => {
    await withEndpoint(async (testEndpoint) => {
      const client = await testEndpoint.connect();
      const replies: string[] = [];
      for (const name of ["alice", "bob", "alice"]) {
        await client.command("MAIL FROM:<a@b.example>");
        await client.command(`RCPT TO:<${name}@example.org>`);
        replies.push(await client.data(Buffer.from(`to ${name}\r\n`)));
      }
      client.close();
      await testEndpoint.endpoint.idle();
      expect(new Set(replies).size).toBe(3);
      expect((await testEndpoint.messages()).size).toBe(3);
    });
  });

  test("accepts the null sender", async () => {
    await withEndpoint(async (testEndpoint) => {
      const { id } = await testEndpoint.send(["alice@example.org"], undefined, { from: "" });
      const object = (await testEndpoint.messages()).get(`alice/${id}`)?.toString();
      expect(object).toMatch(/^Return-Path: <>\r\n/);
      expect(object).toContain("envelope-from=postmaster@client.example; helo=client.example;\r\n");
    });
  });

  test("accepts common addresses that violate RFC 5321", async () => {
    await withEndpoint(async (testEndpoint) => {
      const { accepted } = await testEndpoint.send(["alice@example.org"], undefined, { from: "some..one.@b.example" });
      expect(accepted).toMatch(/^250 OK /);
    });
  });

  test("writes an international domain as A-labels, as it was sent", async () => {
    const international = rulesWith([rule("all", [])], { identities: ["xn--mnchen-3ya.de"] });
    await withEndpoint(async (testEndpoint) => {
      const { id } = await testEndpoint.send(["a@xn--mnchen-3ya.de"], undefined, { from: "b@xn--mnchen-3ya.de" });
      const object = (await testEndpoint.messages()).get(`all/${id}`)?.toString();
      expect(object).toMatch(/^Return-Path: <b@xn--mnchen-3ya\.de>\r\n/);
      expect(object).toContain("\r\n for a@xn--mnchen-3ya.de;\r\n");
    }, international);
  });

  test.each(["col·lecció.cat", "ジョン・スミス.jp", "ארה׳ב.example", "क्‌ष.example", "☕.example"])(
    "compares %s as its domain, and writes it as it was sent",
    async (name) => {
      const ascii = toALabels(name) ?? "";
      const international = rulesWith([rule("alice", [`alice@${ascii}`])], { identities: [ascii] });
      await withEndpoint(async (testEndpoint) => {
        const { id } = await testEndpoint.send([`alice@${ascii}`], undefined, { from: `b@${ascii}` });
        const object = (await testEndpoint.messages()).get(`alice/${id}`)?.toString();
        expect(object).toContain(`Return-Path: <b@${ascii}>\r\n`);
        expect(object).toContain(`\r\n for alice@${ascii};\r\n`);
      }, international);
    },
  );

  const notAscii = "553 5.6.7 Requested action not taken: address is not ASCII";
  const notOffered = "555 5.5.4 Requested action not taken: parameter not offered";
  const syntax = "501 Error: Bad recipient address syntax";
  test.each([
    ["<alice@xn--example-.org>", unavailable],
    ["<alice@\u212a.example.org>", notAscii],
    ["<\u00e4lice@example.org>", notAscii],
    ['<"alice"@example.org>', "250 Ok"],
    ['<"John Smith"@example.org>', unavailable],
    ["<alice@example.org.>", "250 Ok"],
    ["<@relay.example:alice@example.org>", "250 Ok"],
    ["alice@example.org", syntax],
    ["<alice>", syntax],
    ["<alice@example.org> NOTIFY=NEVER", notOffered],
    ["<alice@example.org> X", notOffered],
  ])("answers RCPT TO:%s with %s", async (argument, reply) => {
    await withEndpoint(async (testEndpoint) => {
      const client = await testEndpoint.connect();
      await client.command("MAIL FROM:<a@b.example>");
      expect(await client.command(`RCPT TO:${argument}`)).toBe(reply);
      client.close();
    });
  });

  test.each([
    ["<a@b.example> SMTPUTF8", notOffered],
    ["<a@b.example> RET=HDRS", notOffered],
    ["<a@b.example> REQUIRETLS", notOffered],
    ["<a@b.example> FOO=BAR", notOffered],
    ["<a@b.example> BODY=8BITMIME SIZE=1000", "250 Ok"],
    ["<a@b.example> BODY=BINARYMIME", "501 Invalid BODY parameter value. Must be 7BIT or 8BITMIME"],
    ["<a@\u212a.example>", notAscii],
    ["a@b.example", "501 Error: Bad sender address syntax"],
  ])("answers MAIL FROM:%s with %s", async (argument, reply) => {
    await withEndpoint(async (testEndpoint) => {
      const client = await testEndpoint.connect();
      expect(await client.command(`MAIL FROM:${argument}`)).toBe(reply);
      client.close();
    });
  });

  test("refuses postmaster without a domain, which no rule can name", async () => {
    await withEndpoint(
      async (testEndpoint) => {
        expect((await testEndpoint.send(["postmaster"])).replies).toEqual([unavailable]);
      },
      rulesWith([rule("all", [])]),
    );
  });

  test("accepts a hundred recipients and defers the next", async () => {
    await withEndpoint(
      async (testEndpoint) => {
        const { replies, accepted } = await testEndpoint.send(
          Array.from({ length: 101 }, (_, i) => `a${i}@example.org`),
        );
        expect(replies.slice(0, 100).every((reply) => reply === "250 Ok")).toBe(true);
        expect(replies[100]).toBe("452 4.5.3 Too many recipients");
        expect(accepted).toMatch(/^250 OK /);
      },
      rulesWith([rule("all", [])]),
    );
  });

  test("refuses more than 40 MB, announced or not, and accepts exactly 40 MB", async () => {
    await withEndpoint(async (testEndpoint) => {
      const limit = 40 * 1024 * 1024;
      const tooLarge = "552 5.3.4 Message size exceeds the limit of 40 MB";
      const client = await testEndpoint.connect();
      expect(await client.command(`MAIL FROM:<a@b.example> SIZE=${limit + 1}`)).toBe(tooLarge);
      client.close();

      const body = `${"x".repeat(1022)}\r\n`.repeat(limit / 1024);
      const exact = `Subject: x\r\n\r\n${body.slice(14)}`;
      expect((await testEndpoint.send(["alice@example.org"], `y${exact}`)).accepted).toBe(tooLarge);
      expect((await testEndpoint.messages()).size).toBe(0);
      const { id } = await testEndpoint.send(["alice@example.org"], exact);
      const stored = (await testEndpoint.messages()).get(`alice/${id}`);
      expect(stored?.subarray(-limit).equals(Buffer.from(exact))).toBe(true);
    });
  });

  test("stores nothing of an incomplete message", async () => {
    await withEndpoint(async (testEndpoint) => {
      const client = await testEndpoint.connect();
      await client.command("MAIL FROM:<a@b.example>");
      await client.command("RCPT TO:<alice@example.org>");
      await client.command("DATA");
      client.write("half a mess");
      client.close();
      await testEndpoint.send(["bob@example.org"]);
      expect([...(await testEndpoint.messages()).keys()]).toEqual([expect.stringMatching(/^bob\//)]);
      expect(testEndpoint.endpoint.counters.Received).toBe(1);
    });
  });

  test("distinguishes case only when asked to", async () => {
    const ask = (testEndpoint: TestEndpoint) => testEndpoint.send(["Alice@example.org"]);
    expect((await withEndpoint(ask)).replies).toEqual(["250 Ok"]);
    expect((await withEndpoint(ask, rules, { localPartCase: "respected" })).replies).toEqual([unavailable]);
  });
});

describe("the rules of a message", () => {
  test("are those applied when it begins: a change counts for the next message", async () => {
    const source = new ChangeableRules(rules);
    await withEndpoint(async (testEndpoint) => {
      const client = await testEndpoint.connect();
      await client.command("MAIL FROM:<a@b.example>");
      source.current = rulesWith([rule("carol", ["carol@example.org"])]);
      expect(await client.command("RCPT TO:<alice@example.org>")).toBe("250 Ok");
      await client.command("RSET");
      await client.command("MAIL FROM:<a@b.example>");
      expect(await client.command("RCPT TO:<alice@example.org>")).toBe(unavailable);
      expect(await client.command("RCPT TO:<carol@example.org>")).toBe("250 Ok");
      client.close();
    }, source);
  });

  test("defer the sender while they cannot be read", async () => {
    const source = new ChangeableRules(rules);
    await withEndpoint(async (testEndpoint) => {
      source.failure = new Error("the file is being written");
      const client = await testEndpoint.connect();
      const putOff = "451 4.3.0 Requested action aborted: local error in processing";
      expect(await client.command("MAIL FROM:<a@b.example>")).toBe(putOff);
      expect(testEndpoint.events).toContainEqual({
        kind: "trouble",
        what: "rules not read: the file is being written",
      });
      source.failure = undefined;
      expect(await client.command("MAIL FROM:<a@b.example>")).toBe("250 Ok");
      client.close();
    }, source);
  });

  test("must be readable when the endpoint starts", async () => {
    const source = new ChangeableRules(rules);
    source.failure = new Error("no such file");
    await expect(TestEndpoint.start(source)).rejects.toThrow("no such file");
  });
});

test("a port that is taken is an error, and not a crash", async () => {
  await withEndpoint(async ({ endpoint }) => {
    const listen = { host: "127.0.0.1", port: endpoint.port };
    await expect(TestEndpoint.start(rules, { listen })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

test("the certificate is well-formed, valid now, of this host, and self-signed", () => {
  const { cert, key } = selfSignedCertificate("inbound-smtp.eu-west-1.amazonaws.com");
  const certificate = new X509Certificate(cert);
  expect(certificate.subject).toBe("CN=inbound-smtp.eu-west-1.amazonaws.com");
  const isFor = (host: string) => certificate.checkHost(host) !== undefined;
  expect([isFor("inbound-smtp.eu-west-1.amazonaws.com"), isFor("inbound-smtp.eu-west-2.amazonaws.com")]).toEqual([
    true,
    false,
  ]);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now());
  expect(key).toContain("BEGIN PRIVATE KEY");
});

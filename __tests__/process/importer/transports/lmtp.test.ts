import { createHash } from "node:crypto";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ScriptedReply,
  type ClientStep,
  type ScriptedSmtp,
  scriptedSmtp,
} from "../../../../fixtures/smtp/scripted-smtp";
import { systemError } from "../../../../fixtures/system-error";
import type { Mailbox, OnUnknown } from "../../../../settings/model";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { machineWith } from "../../../../fixtures/host/machine-with";
import { DAY_MS } from "../../../../lib/time";

let host: InProcessHost;
let server: ScriptedSmtp;
/** The server's replies; a test replaces the function. */
let reply: (step: ClientStep) => ScriptedReply;

beforeEach(async () => {
  reply = () => undefined;
  server = await scriptedSmtp((step) => reply(step));
  host = await InProcessHost.create();
  addMailbox("ann");
});
afterEach(async () => {
  await server.close();
  host.remove();
});

function addMailbox(user: string, onUnknown: OnUnknown = "resend"): void {
  const destination: Mailbox["destination"] = {
    kind: "lmtp",
    server: server.address,
    recipients: "mailbox",
    onUnknown,
  };
  host.addMailbox(user, { destination });
}

const hold = () => {
  host.mailboxes = [];
  addMailbox("ann", "hold");
};
const spool = () => join(host.state, "spool");
const sent = () => server.transactions.map(({ bytes }) => bytes.toString("latin1"));
const receivedAt = (key: string, time: string) =>
  utimesSync(join(host.storeDirectory, "mail", key), new Date(time), new Date(time));

const sesBlock = (sender: string, recipient: string) =>
  [
    `Return-Path: <${sender}>`,
    "Received: from a.example (a.example [192.0.2.1])",
    " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc",
    ` for ${recipient};`,
    " Tue, 24 Nov 2026 12:00:00 +0000 (UTC)",
    "Received-SPF: none",
    "Authentication-Results: amazonses.com;",
    " spf=none;",
    "X-SES-RECEIPT: x",
    "X-SES-DKIM-SIGNATURE: y",
    "",
  ].join("\r\n");

describe("a message that the server accepts", () => {
  test("has SES's envelope, one recipient, all bytes; its object is deleted", async () => {
    const text = `${sesBlock("s@example.com", "ann+x@example.org")}Subject: \xe4\r\n\r\n.\r\n..two\r\n.x\r\nend`;
    await host.put("ann/1", text);
    const seen: string[] = [];
    const observer = { delivered: (_: unknown, user: string, where: string) => void seen.push(`${user} ${where}`) };
    expect(await host.import({ observer })).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(sent()).toEqual([`${text}\r\n`]);
    expect(server.transactions[0]!.commands.slice(1)).toEqual([
      "MAIL FROM:<s@example.com> BODY=8BITMIME",
      "RCPT TO:<ann+x@example.org>",
      "DATA",
    ]);
    expect(seen).toEqual([`ann LMTP 127.0.0.1:${server.port}: 250 2.0.0 Saved`]);
    expect(await host.waiting()).toEqual([]);
    expect(readdirSync(spool())).toEqual([]);
    expect(host.files("ann")).toEqual([]);
  });

  test("without SES's headers goes to the first address, from the null sender", async () => {
    await host.put("ann/1", "Return-Path: <forged@example.com>\r\n\r\nhello\r\n");
    await host.import();
    expect(server.transactions[0]!.commands).toContain("MAIL FROM:<> BODY=8BITMIME");
    expect(server.transactions[0]!.commands).toContain("RCPT TO:<ann@example.org>");
  });

  test("has the same trace header each time, if the settings ask for it", async () => {
    const text = "Subject: x\r\n\r\n";
    const etag = createHash("md5").update(text).digest("hex");
    const settings = { ...host.settings, importer: { ...host.settings.importer, addedHeaders: true } };
    await host.put("ann/1", text);
    reply = (step) => (step === "message" && sent().length === 1 ? "hang up" : undefined);
    for (let run = 1; run <= 2; run++) await host.import({ settings });
    const expected = `X-Standby-MX: bucket=mail;\r\n key=ann/1;\r\n etag=${etag}\r\n${text}`;
    expect(sent()).toEqual([expected, expected]);
  });

  test("that is empty is sent, too", async () => {
    await host.put("ann/1", "");
    expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(server.transactions).toHaveLength(1);
  });

  test("is not sent again when its object is listed again", async () => {
    await host.put("ann/1");
    await host.import();
    await host.put("ann/1");
    expect(await host.import()).toMatchObject({ delivered: 0, deleted: 1, outcome: "done" });
    expect(sent()).toHaveLength(1);
  });
});

test("go in the order of receipt, over one connection a mailbox", async () => {
  addMailbox("bob");
  for (const key of ["ann/1", "ann/2", "ann/3", "bob/1"]) await host.put(key);
  receivedAt("ann/1", "2026-11-24T12:00:03Z");
  receivedAt("ann/2", "2026-11-24T12:00:01Z");
  receivedAt("ann/3", "2026-11-24T12:00:02Z");
  expect(await host.import()).toMatchObject({ delivered: 4, deleted: 4, outcome: "done" });
  const subjects = sent().map((text) => /^Subject: (.*)\r/m.exec(text)?.[1]);
  expect(subjects.filter((subject) => subject?.startsWith("ann"))).toEqual(["ann/2", "ann/3", "ann/1"]);
  expect(server.connections()).toBe(2);
});

test("a server at a Unix socket", async () => {
  const path = join(host.directory, "lmtp");
  const atSocket = await scriptedSmtp(undefined, { listen: { path } });
  try {
    host.mailboxes = [];
    host.addMailbox("ann", {
      destination: { kind: "lmtp", server: { path }, recipients: "mailbox", onUnknown: "resend" },
    });
    await host.put("ann/1");
    expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
    expect(atSocket.transactions).toHaveLength(1);
  } finally {
    await atSocket.close();
  }
});

describe("an unreachable server", () => {
  test("the mailbox waits and nothing is downloaded for it; the others go on", async () => {
    const { port } = server;
    await server.close();
    host.addMailbox("bob");
    for (const key of ["ann/1", "ann/2", "bob/1"]) await host.put(key);
    const got: string[] = [];
    const bucket = await host.openStore("mail");
    const get = (key: string) => (got.push(key), bucket.get(key));
    const store = Object.assign(Object.create(bucket) as typeof bucket, { get });
    const report = await host.import({ openStore: () => Promise.resolve(store) });
    expect(report).toMatchObject({ delivered: 1, waiting: 2, outcome: "try-later" });
    expect(report.problems).toMatchObject([{ kind: "mailbox", name: "ann" }]);
    expect(report.problems[0]!.reason).toContain(`LMTP 127.0.0.1:${port}: connect ECONNREFUSED`);
    expect(got).toEqual(["bob/1"]);
    expect(await host.waiting()).toEqual(["ann/1", "ann/2"]);
  });

  test.each([
    ["hangs up", "hang up"],
    ["has no room", "421 4.3.2 too busy"],
    ["speaks something else", "+OK POP3 ready"],
  ])("a server that %s at the beginning: the mailbox waits", async (_, greeting) => {
    reply = (step) => (step === "greeting" ? greeting : undefined);
    await host.put("ann/1");
    expect(await host.import()).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
    expect(await host.waiting()).toEqual(["ann/1"]);
  });

  test("a server that sends no greeting: the mailbox waits", async () => {
    reply = () => "silence";
    await host.put("ann/1");
    const report = await host.import({ limits: { transportTimeoutMs: 200 } });
    expect(report).toMatchObject({ waiting: 1, outcome: "try-later" });
  });
});

describe("the server's reply to a message", () => {
  const at = (when: string, answer: ScriptedReply) => (reply = (step) => (step.startsWith(when) ? answer : undefined));

  test.each([
    ["to the sender", "MAIL", "501 5.1.7 bad sender"],
    ["to the recipient", "RCPT", "550 5.1.1 user unknown"],
    ["to DATA", "DATA", "554 5.5.1 no"],
    ["to the message", "message", "552-5.2.2 quota\r\n552 5.2.2 exceeded"],
  ])("5xx %s: held with the reply, the others are delivered", async (_, when, answer) => {
    let first = true;
    reply = (step) => {
      if (!first || !step.startsWith(when)) return undefined;
      first = false;
      return answer;
    };
    for (const key of ["ann/1", "ann/2"]) await host.put(key);
    receivedAt("ann/1", "2026-11-24T12:00:00Z");
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 1, deleted: 1, heldCount: 1, waiting: 0, outcome: "some-held" });
    const words = answer.replace("552-", "552 ").replace("\r\n552 ", " ");
    expect(report.held).toMatchObject([{ bucket: "mail", key: "ann/1", mailbox: "ann" }]);
    expect(report.held[0]!.reason).toMatch(/^LMTP 127.0.0.1:\d+ refused the message at 20/);
    expect(report.held[0]!.reason).toContain(
      `Z: ${words}; to try again before a day is over: standby-mx import --resend mail`,
    );
    expect(await host.waiting()).toEqual(["ann/1"]);
    expect(readdirSync(spool())).toEqual([]);
  });

  describe("a refused message", () => {
    const DAY = DAY_MS;
    const later = (milliseconds: number) => ({ machine: machineWith({ now: () => Date.now() + milliseconds }) });

    beforeEach(async () => {
      at("RCPT", "550 5.1.1 user unknown");
      await host.put("ann/1");
      await host.import();
      at("nothing", undefined);
    });

    test("is reported by each run with the same reply, and retried after a day", async () => {
      for (const options of [{}, { dryRun: true }, later(DAY - 60_000)]) {
        const report = await host.import(options);
        expect(report).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
        expect(report.held[0]!.reason).toContain("550 5.1.1 user unknown");
      }
      expect(server.connections()).toBe(1);
      expect(await host.import(later(DAY))).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    });

    test("is retried when the operator asks for it", async () => {
      expect(await host.import({ resend: ["mail/ann/1"] })).toMatchObject({ delivered: 1, outcome: "done" });
    });

    test("is delivered when the mailbox gets another destination, also a Maildir", async () => {
      host.mailboxes = [];
      host.addMailbox("ann");
      expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
      expect(host.files("ann")).toHaveLength(1);
    });
  });

  test("many refused messages in a row: the mailbox waits", async () => {
    for (let n = 1; n <= 9; n++) await host.put(`ann/${n}`);
    at("RCPT", "550 5.1.1 user unknown");
    expect(await host.import()).toMatchObject({ heldCount: 5, waiting: 4, outcome: "try-later" });
    expect(await host.import()).toMatchObject({ heldCount: 9, waiting: 0, outcome: "some-held" });
  });

  test.each([
    ["to the sender", "MAIL", "451 4.3.0 later"],
    ["to the recipient", "RCPT", "452 4.2.2 quota"],
    ["to DATA", "DATA", "451 4.3.0 later"],
    ["to the message", "message", "451 4.3.0 later"],
    ["and ends", "message", "421 4.3.2 shutting down"],
  ])("4xx %s: the message waits, and the next run delivers it", async (_, when, answer) => {
    at(when, answer);
    await host.put("ann/1");
    const report = await host.import();
    expect(report).toMatchObject({ delivered: 0, waiting: 1, heldCount: 0, outcome: "try-later" });
    expect(report.problems[0]!.reason).toContain(answer);
    at("nothing", undefined);
    expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(await host.waiting()).toEqual([]);
  });

  test("4xx to one message does not stop the others; 4xx to five in a row does", async () => {
    for (let n = 1; n <= 8; n++) await host.put(`ann/${n}`);
    let first = true;
    reply = (step) => (step === "message" && first ? ((first = false), "451 4.3.0 not this one") : undefined);
    expect(await host.import()).toMatchObject({ delivered: 7, waiting: 1, outcome: "try-later" });
    for (let n = 2; n <= 8; n++) await host.put(`ann/${n}`, `Subject: again ${n}\r\n\r\n`);
    const before = server.transactions.length;
    at("message", "451 4.3.0 none");
    expect(await host.import()).toMatchObject({ delivered: 0, waiting: 8, outcome: "try-later" });
    expect(server.transactions.length - before).toBe(5);
  });

  test.each(["DATA", "data"])(
    "a connection that breaks before the end of the message: not taken (%s)",
    async (when) => {
      at(when, "hang up");
      await host.put("ann/1", "x".repeat(5_000_000));
      const report = await host.import();
      expect(report).toMatchObject({ waiting: 1, outcome: "try-later" });
      hold();
      at("nothing", undefined);
      expect(await host.import()).toMatchObject({ delivered: 1, heldCount: 0, outcome: "done" });
    },
  );

  test("an unreadable file of the spool: nothing is sent, and the mailbox waits", async () => {
    await host.put("ann/1");
    const { disk } = machineWith({});
    const ioError = systemError("EIO", "read");
    async function* read(path: string) {
      for await (const chunk of disk.read(path)) {
        yield chunk.subarray(0, 5);
        if (path.includes("/spool/")) throw ioError;
      }
    }
    const report = await host.import({ machine: machineWith({}, { read }) });
    expect(report).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
    expect(report.problems).toMatchObject([{ kind: "mailbox", name: "ann", reason: ioError.message }]);
    expect(sent()).toEqual([]);
    hold();
    expect(await host.import()).toMatchObject({ delivered: 1, heldCount: 0, outcome: "done" });
    expect(sent()).toHaveLength(1);
  });

  test("a connection that the server ended between two messages is no failure", async () => {
    let commands = 0;
    reply = (step) => (step.startsWith("MAIL") && ++commands === 2 ? "hang up" : undefined);
    for (const key of ["ann/1", "ann/2"]) await host.put(key);
    expect(await host.import()).toMatchObject({ delivered: 2, outcome: "done" });
    expect(server.connections()).toBe(2);
  });
});

describe("when the delivery status is unknown", () => {
  const breaking: readonly (readonly [string, ScriptedReply])[] = [
    ["hangs up", "hang up"],
    ["says nothing", "silence"],
    ["says what is no answer", "354 go on"],
  ];

  test.each(breaking)("by default the next run sends the message again: the server %s", async (_, answer) => {
    reply = (step) => (step === "message" ? answer : undefined);
    await host.put("ann/1");
    const report = await host.import({ limits: { transportTimeoutMs: 300 } });
    expect(report).toMatchObject({ delivered: 0, deleted: 0, waiting: 1, heldCount: 0, outcome: "try-later" });
    expect(report.problems[0]!.reason).toMatch(
      /^delivery status of mail\/ann\/1 unknown: LMTP 127.0.0.1:\d+: .*; the next import sends the message again$/,
    );
    reply = () => undefined;
    expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
    expect(sent()).toHaveLength(2);
  });

  test.each(breaking)("with onUnknown: hold every run holds the message: the server %s", async (_, answer) => {
    hold();
    reply = (step) => (step === "message" ? answer : undefined);
    await host.put("ann/1");
    const report = await host.import({ limits: { transportTimeoutMs: 300 } });
    expect(report).toMatchObject({ delivered: 0, waiting: 0, heldCount: 1, outcome: "some-held" });
    reply = () => undefined;
    for (const dryRun of [false, true]) {
      const again = await host.import({ dryRun });
      expect(again).toMatchObject({ delivered: 0, deleted: 0, heldCount: 1, outcome: "some-held" });
      expect(again.held[0]!.reason).toMatch(
        /^delivery status unknown: LMTP 127.0.0.1:\d+ may have accepted the message at 20.*; look into the mailbox. If the message is missing: standby-mx import --resend mail\/ann\/1; if it is there, delete the object$/,
      );
    }
    expect(sent()).toHaveLength(1);
    expect(await host.waiting()).toEqual(["ann/1"]);
  });

  describe("a held message", () => {
    beforeEach(async () => {
      hold();
      reply = (step) => (step === "message" ? "hang up" : undefined);
      await host.put("ann/1");
      await host.import();
      reply = () => undefined;
    });

    test("is sent when the operator names it", async () => {
      expect(await host.import({ resend: ["mail/ann/1"] })).toMatchObject({
        delivered: 1,
        deleted: 1,
        outcome: "done",
      });
      expect(sent()).toHaveLength(2);
    });

    test("stays held when another name is given, and that name is reported", async () => {
      const report = await host.import({ resend: ["mail/ann/2"] });
      expect(report).toMatchObject({ delivered: 0, heldCount: 1, outcome: "try-later" });
      expect(report.problems).toMatchObject([{ kind: "resend", name: "mail/ann/2" }]);
      expect(report.problems[0]!.reason).toBe(
        "expected a message that is held after an attempt to send it (mail/ann/1)",
      );
    });

    test("is held again when the delivery status is unknown again", async () => {
      reply = (step) => (step === "message" ? "hang up" : undefined);
      expect(await host.import({ resend: ["mail/ann/1"] })).toMatchObject({ heldCount: 1, outcome: "some-held" });
      reply = () => undefined;
      expect(await host.import()).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
      expect(sent()).toHaveLength(2);
    });

    test("has no record after its object was deleted; a new object is delivered", async () => {
      await host.bucket.deleteMany(await listed());
      expect(await host.import()).toMatchObject({ heldCount: 0, outcome: "done" });
      expect(await host.import({ resend: ["mail/ann/1"] })).toMatchObject({ outcome: "try-later" });
      await host.put("ann/1", "Subject: another\r\n\r\n");
      expect(await host.import()).toMatchObject({ delivered: 1, outcome: "done" });
    });

    test("keeps its record while its mailbox is missing in the settings", async () => {
      host.mailboxes = [];
      addMailbox("bob");
      expect(await host.import()).toMatchObject({ heldCount: 0, unclaimedMail: { count: 1 }, outcome: "some-held" });
      addMailbox("ann", "hold");
      expect(await host.import()).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
    });

    test("keeps its record in a run for another mailbox", async () => {
      addMailbox("bob");
      await host.import({ mailbox: "bob" });
      expect(await host.import()).toMatchObject({ heldCount: 1, outcome: "some-held" });
    });

    test("does not stop other messages of the mailbox", async () => {
      await host.put("ann/2");
      expect(await host.import()).toMatchObject({ delivered: 1, heldCount: 1, outcome: "some-held" });
    });

    test("stays held when the mailbox becomes a Maildir, until released", async () => {
      host.mailboxes = [];
      host.addMailbox("ann");
      expect(await host.import()).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
      host.mailboxes = [];
      addMailbox("ann", "resend");
      expect(await host.import()).toMatchObject({ delivered: 1, heldCount: 0, outcome: "done" });
    });
  });

  async function listed() {
    const found = [];
    for await (const page of host.bucket.list("")) found.push(...page);
    return found;
  }
});

test("each record is on disk before the next step: attempt, server, done, store", async () => {
  const events: string[] = [];
  reply = (step) => void (step === "LHLO" || events.push(/^(MAIL|message)/.exec(step)?.[0] ?? ""));
  const real = machineWith({}).disk;
  const append = async (path: string) => {
    const file = await real.append(path);
    let record = "";
    return {
      ...file,
      write: (bytes: Uint8Array) => {
        record = /"type":"(\w+)"/.exec(Buffer.from(bytes).toString())?.[1] ?? "";
        return file.write(bytes);
      },
      syncData: async () => {
        await file.syncData();
        events.push(`${record} on disk`);
      },
    };
  };
  await host.put("ann/1");
  const bucket = await host.openStore("mail");
  const deleteMany: typeof bucket.deleteMany = (requests) => (events.push("delete"), bucket.deleteMany(requests));
  const store = Object.assign(Object.create(bucket) as typeof bucket, { deleteMany });
  await host.import({ machine: machineWith({}, { append }), openStore: () => Promise.resolve(store) });
  expect(events.filter(Boolean)).toEqual(["attempt on disk", "MAIL", "message", "done on disk", "delete"]);
});

describe("a crash", () => {
  /** Ends before the record that contains this text is written. */
  async function endBefore(text: string): Promise<void> {
    const real = machineWith({}).disk;
    const append = async (path: string) => {
      const file = await real.append(path);
      const write = (bytes: Uint8Array) =>
        Buffer.from(bytes).includes(text) ? Promise.reject(systemError("ENOSPC", "write")) : file.write(bytes);
      return { ...file, write };
    };
    const report = await host.import({ machine: machineWith({}, { append }) });
    expect(report).toMatchObject({ deleted: 0, outcome: "try-later", problems: [{ kind: "state" }] });
  }

  test("before the first record: nothing was sent; the next run sends it once", async () => {
    await host.put("ann/1");
    await endBefore('"attempt"');
    expect(sent()).toHaveLength(0);
    hold();
    expect(await host.import()).toMatchObject({ delivered: 1, heldCount: 0, outcome: "done" });
  });

  test("between the server's reply and the second record: sent again, or held", async () => {
    for (const [key, onUnknown] of [
      ["ann/1", "resend"],
      ["bob/1", "hold"],
    ] as const) {
      host.mailboxes = [];
      addMailbox(key.slice(0, 3), onUnknown);
      await host.put(key);
      await endBefore('"done"');
    }
    addMailbox("ann", "resend");
    expect(await host.import()).toMatchObject({ delivered: 1, heldCount: 1, outcome: "some-held" });
    expect(await host.waiting()).toEqual(["bob/1"]);
    expect(sent()).toHaveLength(3);
  });

  test("its files in the spool are removed by the next run", async () => {
    await host.put("ann/1");
    await host.import();
    writeFileSync(join(spool(), "left"), "mail");
    await host.import();
    expect(existsSync(join(spool(), "left"))).toBe(false);
  });
});

test("below another root a mailbox is a Maildir, and nothing is sent", async () => {
  await host.put("ann/1");
  const settings = {
    ...host.settings,
    mailboxes: host.mailboxes.map((mailbox) => ({ ...mailbox, maildir: mailbox.maildir.slice(host.directory.length) })),
    importer: { stateDirectory: "/state" },
  } as unknown as typeof host.settings;
  expect(await host.import({ settings, root: host.directory })).toMatchObject({ delivered: 1, outcome: "done" });
  expect(host.files("ann")).toHaveLength(1);
  expect(server.connections()).toBe(0);
});

test("a dry run connects to the server, and sends no message", async () => {
  await host.put("ann/1");
  expect(await host.import({ dryRun: true })).toMatchObject({ delivered: 1, outcome: "done" });
  expect(sent()).toEqual([]);
  await server.close();
  expect(await host.import({ dryRun: true })).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
});

test("a message that arrives damaged is not sent", async () => {
  await host.put("ann/1");
  const bucket = await host.openStore("mail");
  const get = async (key: string) => ({ ...(await bucket.get(key)), md5: "0".repeat(32) });
  const store = Object.assign(Object.create(bucket) as typeof bucket, { get });
  expect(await host.import({ openStore: () => Promise.resolve(store) })).toMatchObject({ heldCount: 1 });
  expect(sent()).toEqual([]);
  expect(readdirSync(spool())).toEqual([]);
});

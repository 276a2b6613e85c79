import { sesBlock } from "../../../../fixtures/ses-block";
import { type ScriptedReply, type ScriptedSmtp, scriptedSmtp } from "../../../../fixtures/smtp/scripted-smtp";
import { DAY_MS } from "../../../../lib/time";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { machineWith } from "../../../../fixtures/host/machine-with";

let host: InProcessHost;
let server: ScriptedSmtp;
/** The server's reply at this step for messages of these senders. */
let senders: readonly string[];
let point: string;
let answer: ScriptedReply;
/** Days since the first import. */
let days: number;

beforeEach(async () => {
  [senders, point, answer, days] = [["bad"], "", undefined, 0];
  let isBad = false;
  server = await scriptedSmtp(
    (step) => {
      if (step.startsWith("MAIL")) isBad = senders.some((name) => step.includes(`<${name}@`));
      const isNow = step.startsWith(point) && (isBad || step.includes("bad.example"));
      return point !== "" && isNow ? answer : undefined;
    },
    { offers: ["8BITMIME", "XCLIENT NAME ADDR HELO"] },
  );
  host = await InProcessHost.create();
  const destination = { kind: "smtp", server: server.address, recipients: "mailbox", onUnknown: "resend" } as const;
  host.addMailbox("ann", { destination });
});
afterEach(async () => {
  await server.close();
  host.remove();
});

async function store(name: string, minute: number, text = ""): Promise<void> {
  const [sender, helo] = [`${name}@example.com`, `${name}.example`];
  const received = new Date(Date.UTC(2026, 10, 24, 0, minute));
  await host.put(`ann/${name}${minute}`, `${sesBlock({ sender, helo, received })}Subject: ${name}\r\n\r\n${text}\r\n`);
}
const run = () => host.import({ machine: machineWith({ now: () => Date.now() + days * DAY_MS }) });
const sentFrom = (name: string) =>
  server.transactions.filter(({ commands }) => commands.some((line) => line.startsWith(`MAIL FROM:<${name}@`))).length;

describe("messages that the server never accepts", () => {
  test.each([
    ["defers", "MAIL", "450 4.1.8 domain of sender not found"],
    ["defers at the end", "message", "451 4.7.1 milter"],
    ["disconnects without a reply", "message", "hang up"],
  ])("delay no other message if the server %s", async (_, when, says) => {
    for (let n = 0; n < 7; n++) await store("bad", n);
    for (let n = 10; n < 13; n++) await store("good", n);
    [point, answer] = [when, says];
    expect(await run()).toMatchObject({ delivered: 0, waiting: 10, outcome: "try-later" });
    expect(await run()).toMatchObject({ delivered: 3, waiting: 7, outcome: "try-later" });
    await store("good", 20);
    expect(await run()).toMatchObject({ delivered: 1, waiting: 7, outcome: "try-later" });
    expect(sentFrom("good")).toBe(4);
  });

  test("delay no other message if the server disconnects within a message", async () => {
    await store("bad", 0, "x".repeat(5_000_000));
    await store("good", 1);
    [point, answer] = ["data", "hang up"];
    expect(await run()).toMatchObject({ delivered: 0, waiting: 2, outcome: "try-later" });
    expect(await run()).toMatchObject({ delivered: 1, waiting: 1, outcome: "try-later" });
  });

  test("are tried in turn, so that each is delivered as soon as it can be", async () => {
    for (let n = 0; n < 5; n++) await store("bad", n);
    await store("late", 5);
    [senders, point, answer] = [["bad", "late"], "MAIL", "450 4.1.8 domain of sender not found"];
    for (let n = 0; n < 2; n++) await run();
    senders = ["bad"];
    const delivered = [(await run()).delivered, (await run()).delivered];
    expect(delivered.sort()).toEqual([0, 1]);
  });

  test.each([
    ["refuses", "550 5.7.1 Helo command rejected", { delivered: 2, heldCount: 1, outcome: "some-held" }],
    ["defers", "450 4.7.1 Helo command rejected", { delivered: 2, waiting: 1, outcome: "try-later" }],
  ])("whose client the server %s by XCLIENT delay no other message", async (_, says, outcome) => {
    await store("good", 0);
    await store("bad", 1);
    await store("good", 2);
    [point, answer] = ["EHLO bad.example", says];
    expect(await run()).toMatchObject(outcome);
    expect(sentFrom("good")).toBe(2);
  });
});

describe("a message whose server always disconnects without a reply", () => {
  test("is sent four times, then once a day", async () => {
    await store("bad", 0);
    [point, answer] = ["message", "hang up"];
    for (let sent = 1; sent <= 3; sent++) expect(await run()).toMatchObject({ waiting: 1, outcome: "try-later" });
    for (let again = 1; again <= 3; again++) {
      const report = await run();
      expect(report).toMatchObject({ heldCount: 1, waiting: 0, outcome: "some-held" });
      expect(report.held[0]).toMatchObject({ cause: "unknown-delivery" });
      expect(report.held[0]!.reason).toContain("sent 4 times, the next time a day later");
    }
    expect(sentFrom("bad")).toBe(4);
    days = 1;
    expect(await run()).toMatchObject({ heldCount: 1 });
    expect(await run()).toMatchObject({ heldCount: 1 });
    expect(sentFrom("bad")).toBe(5);
    [point, answer] = ["", undefined];
    expect(await host.import({ resend: ["mail/ann/bad0"] })).toMatchObject({ delivered: 1, outcome: "done" });
  });
});

import fc from "fast-check";
import {
  type ScriptedReply,
  type ClientStep,
  type ScriptedSmtp,
  scriptedSmtp,
} from "../../../../fixtures/smtp/scripted-smtp";
import { systemError } from "../../../../fixtures/system-error";
import type { ImportOptions } from "../../../../importer/import";
import { QueueError } from "../../../../importer/state/envelopes/record-queue";
import type { ImportReport } from "../../../../importer/report";
import { DAY_MS } from "../../../../lib/time";
import type { OnUnknown, ServerDestination } from "../../../../settings/model";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { machineWith } from "../../../../fixtures/host/machine-with";
import { MemoryQueue, notification } from "../state/envelopes/memory-queue";

const NAMES = ["a", "b", "c"] as const;
const addresses = NAMES.map((name) => `${name}@example.org`);
const DONE = { delivered: 1, deleted: 1, heldCount: 0, outcome: "done" };

/** One mailbox with the addresses of several users, whose server sorts their mail. */
class Pool {
  /** The server's replies. */
  reply: (step: ClientStep) => ScriptedReply = () => undefined;
  readonly queue = new MemoryQueue();
  /** Days since the message was stored: a refused message is tried again after one. */
  days = 0;

  static async create(kind: ServerDestination["kind"], onUnknown: OnUnknown = "resend"): Promise<Pool> {
    const host = await InProcessHost.create();
    const pool: Pool = new Pool(host, await scriptedSmtp((step) => pool.reply(step)));
    const server = pool.server.address;
    host.addMailbox("all", { addresses, destination: { kind, server, recipients: "envelope", onUnknown } });
    await host.put("all/1");
    pool.queue.send(notification("all/1", addresses));
    return pool;
  }

  private constructor(
    readonly host: InProcessHost,
    readonly server: ScriptedSmtp,
  ) {}

  import(options: Partial<ImportOptions> = {}, append?: ReturnType<typeof machineWith>["disk"]["append"]) {
    const now = Date.now() + this.days * DAY_MS;
    const machine = machineWith({ now: () => now }, append && { append });
    return this.host.import({ openQueue: this.queue.open, machine, ...options });
  }

  /** Recipients of each message that came to its end, by their names. */
  get sent(): string[] {
    return this.server.transactions.map(({ recipients }) => recipients.map((one) => one[0]).join(""));
  }

  async close(): Promise<void> {
    await this.server.close();
    this.host.remove();
  }
}

let pool: Pool;
afterEach(() => pool.close());
const reasonOf = ({ held }: ImportReport) => held[0]!.reason;
const saying = (answers: Readonly<Record<string, ScriptedReply>>) => {
  const found = (step: ClientStep) => Object.entries(answers).find(([part]) => step.includes(part))?.[1];
  pool.reply = found;
};

describe("of several recipients, where an SMTP server", () => {
  beforeEach(async () => void (pool = await Pool.create("smtp")));

  test("accepts all, the message is sent once with all of them", async () => {
    expect(await pool.import()).toMatchObject(DONE);
    expect(pool.sent).toEqual(["abc"]);
    expect(await pool.host.waiting()).toEqual([]);
  });

  test("refuses one, the others get the message, and the rest is held for that one", async () => {
    saying({ "RCPT TO:<b@": "550 5.1.1 unknown" });
    const report = await pool.import();
    expect(report).toMatchObject({ delivered: 0, deleted: 0, heldCount: 1, outcome: "some-held" });
    expect(reasonOf(report)).toMatch(
      /^SMTP \S+ refused the message for b@example.org at .*Z: b@example.org: 550 5.1.1 unknown; to try/,
    );
    expect(await pool.import()).toMatchObject({ heldCount: 1 });
    saying({});
    expect(await pool.import({ resend: ["mail/all/1"] })).toMatchObject(DONE);
    expect(pool.sent).toEqual(["ac", "b"]);
  });

  test("refuses one and defers another, each gets the message once accepted", async () => {
    saying({ "RCPT TO:<a@": "450 4.2.0 later", "RCPT TO:<b@": "550 5.1.1 unknown" });
    const report = await pool.import();
    expect(report).toMatchObject({ waiting: 1, heldCount: 0, outcome: "try-later" });
    expect(report.problems[0]!.reason).toContain("a@example.org: 450 4.2.0 later; b@example.org: 550 5.1.1 unknown");
    saying({ "RCPT TO:<b@": "550 5.1.1 unknown" });
    expect(reasonOf(await pool.import())).toContain("refused the message for b@example.org");
    pool.days = 1;
    saying({});
    expect(await pool.import()).toMatchObject(DONE);
    expect(pool.sent).toEqual(["c", "a", "b"]);
  });

  test("breaks off at the remaining recipients: only these are tried again", async () => {
    saying({ "RCPT TO:<b@": "450 4.2.0 later" });
    await pool.import();
    saying({ "RCPT TO:<b@": "hang up" });
    expect(await pool.import()).toMatchObject({ waiting: 1, outcome: "try-later" });
    saying({});
    expect(await pool.import()).toMatchObject(DONE);
    expect(pool.sent).toEqual(["ac", "b"]);
  });

  test("has accepted some, a renamed mailbox sends to the remaining ones", async () => {
    saying({ "RCPT TO:<b@": "450 4.2.0 later" });
    await pool.import();
    saying({});
    pool.host.mailboxes = pool.host.mailboxes.map((all) => ({
      ...all,
      user: "new",
      prefix: "new",
      formerPrefixes: ["all"],
    }));
    expect(await pool.import()).toMatchObject(DONE);
    expect(pool.sent).toEqual(["ac", "b"]);
  });

  test("has accepted some, another destination does not get the message by itself", async () => {
    saying({ "RCPT TO:<b@": "550 5.1.1 unknown" });
    await pool.import();
    pool.host.mailboxes = [];
    pool.host.addMailbox("all", { addresses });
    const report = await pool.import();
    expect(report).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
    expect(reasonOf(report)).toMatch(
      /has accepted the message, but not for b@example.org, and all has another destination now/,
    );
    expect(await pool.import({ resend: ["mail/all/1"] })).toMatchObject(DONE);
    expect(pool.host.files("all")).toHaveLength(1);
  });
});

describe("a message whose recipients are unknown", () => {
  beforeEach(async () => {
    pool = await Pool.create("smtp");
    await pool.host.put("all/2");
    pool.reply = () => undefined;
  });

  test("waits, is then held, and is delivered when its record arrives", async () => {
    expect(await pool.import()).toMatchObject({ delivered: 1, awaitingEnvelope: 1, outcome: "done" });
    pool.days = 1;
    const report = await pool.import();
    expect(report).toMatchObject({ delivered: 0, heldCount: 1, outcome: "some-held" });
    expect(reasonOf(report)).toMatch(
      /expected the envelope recipients of a message for all, which has several addresses/,
    );
    pool.queue.send(notification("all/2", ["c@example.org"]));
    expect(await pool.import()).toMatchObject(DONE);
    expect(pool.sent).toEqual(["abc", "c"]);
  });

  test("is not reported as held by a dry run, which does not read the queue", async () => {
    pool.days = 1;
    expect(await pool.import({ dryRun: true })).toMatchObject({ heldCount: 0, awaitingEnvelope: 2, outcome: "done" });
  });

  test("is not reported as held while the queue cannot be read", async () => {
    pool.days = 1;
    pool.queue.fault = { at: "receive", error: new QueueError("no answer") };
    expect(await pool.import()).toMatchObject({ heldCount: 0, awaitingEnvelope: 2, outcome: "try-later" });
    expect(pool.sent).toEqual([]);
  });
});

describe("of several recipients, where an LMTP server", () => {
  beforeEach(async () => void (pool = await Pool.create("lmtp")));

  test("replies for each, the message is sent again to the refused ones only", async () => {
    saying({ "RCPT TO:<a@": "550 5.1.1 unknown", "message for b@": "452 4.2.2 over quota" });
    expect(await pool.import()).toMatchObject({ waiting: 1, outcome: "try-later" });
    saying({});
    expect(await pool.import()).toMatchObject(DONE);
    expect(pool.sent).toEqual(["bc", "ab"]);
  });

  test("breaks off between two of these answers, only the unanswered are unknown", async () => {
    saying({ "message for b@": "hang up" });
    const report = await pool.import();
    expect(report).toMatchObject({ waiting: 1, outcome: "try-later" });
    expect(report.problems[0]!.reason).toMatch(/mail\/all\/1 unknown: LMTP \S+: b@\S+: the server closed/);
    saying({});
    expect(await pool.import()).toMatchObject(DONE);
    expect(pool.sent).toEqual(["abc", "bc"]);
  });
});

/** The replies and faults of one run. */
interface Run {
  readonly rcpt: Readonly<Record<string, ScriptedReply>>;
  /** To the end of the message; by LMTP to each recipient. */
  readonly message: readonly ScriptedReply[];
  /** The record of the journal, counted from 0, at which the disk is full. */
  readonly fullAt: number | undefined;
}

const answer = fc.constantFrom<ScriptedReply>(undefined, undefined, undefined, "450 later", "550 no", "hang up");
const run: fc.Arbitrary<Run> = fc.record({
  rcpt: fc.record({ a: answer, b: answer, c: answer }),
  message: fc.array(answer, { minLength: 3, maxLength: 3 }),
  fullAt: fc.option(fc.nat(3), { nil: undefined, freq: 3 }),
});
const scenarios = fc.record({
  kind: fc.constantFrom("smtp" as const, "lmtp" as const),
  onUnknown: fc.constantFrom<OnUnknown>("resend", "hold"),
  runs: fc.array(run, { maxLength: 4 }),
});

test("no recipient loses a message, or gets two unless a reply was lost", async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, async ({ kind, onUnknown, runs }) => {
      await pool?.close();
      pool = await Pool.create(kind, onUnknown);
      // How often the server has accepted the message, by recipient; and how often the delivery status was unknown.
      const taken: Record<string, number> = { a: 0, b: 0, c: 0 };
      let lost = 0;
      const deliverRun = async ({ rcpt, message, fullAt }: Run) => {
        pool.days++;
        let answered = 0;
        let tries = new Set<string>();
        pool.reply = (step) => {
          const to = /^RCPT TO:<(\w)@/.exec(step)?.[1];
          if (step.startsWith("MAIL")) tries = new Set();
          if (to !== undefined) {
            if (rcpt[to] === undefined) tries.add(to);
            return rcpt[to];
          }
          if (!step.startsWith("message")) return undefined;
          const one = /^message for (\w)@/.exec(step)?.[1];
          const says = message[answered++ % message.length];
          if (says !== undefined && says !== "hang up") return says;
          if (says === "hang up") lost++;
          for (const name of one === undefined ? tries : [one]) taken[name]!++;
          return says;
        };
        const real = machineWith({}).disk;
        let records = 0;
        const append = async (path: string) => {
          const file = await real.append(path);
          const write = (bytes: Uint8Array) =>
            records++ === fullAt ? Promise.reject(systemError("ENOSPC", "write")) : file.write(bytes);
          return { ...file, write };
        };
        const report = await pool.import({}, append);
        // The outcome of the attempt may not be recorded.
        if (fullAt !== undefined && fullAt < records) lost++;
        return report;
      };
      for (const each of runs) await deliverRun(each);
      if (lost === 0 || onUnknown === "hold") expect(Math.max(...Object.values(taken))).toBeLessThanOrEqual(1);
      const clean: Run = { rcpt: {}, message: [undefined], fullAt: undefined };
      const last = await deliverRun(clean);
      if (onUnknown === "hold" && lost > 0) {
        const isThere = (await pool.host.waiting()).length === 1;
        expect(isThere || Object.values(taken).every((count) => count === 1)).toBe(true);
        return;
      }
      expect(last.heldCount).toBe(0);
      expect(await pool.host.waiting()).toEqual([]);
      expect(Math.min(...Object.values(taken))).toBeGreaterThanOrEqual(1);
      if (lost === 0) expect(taken).toEqual({ a: 1, b: 1, c: 1 });
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

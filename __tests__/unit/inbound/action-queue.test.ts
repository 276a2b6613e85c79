import { rmSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { SETUP_OBJECT_NAME } from "../../../lib/ses-setup-object";
import { ManualClock } from "../../../fixtures/clock/manual-clock";
import { TestEndpoint } from "./support/test-endpoint";
import { bucket, ChangeableRules, rule, rulesWith, s3 } from "./support/rules";
import { HOUR_MS } from "../../../lib/time";

const rules = rulesWith([rule("alice", ["alice@example.org"])]);
const withoutPolicy = { ...rules, buckets: new Map([[bucket, undefined]]) };

let clock: ManualClock;
let source: ChangeableRules;
let testEndpoint: TestEndpoint;
beforeEach(async () => {
  clock = new ManualClock();
  source = new ChangeableRules(rules);
  testEndpoint = await TestEndpoint.start(source, { clock });
});
afterEach(() => testEndpoint.stop());

/** Advances the clock; each attempt ends before the next begins. */
async function pass(milliseconds: number): Promise<void> {
  const end = clock.now().getTime() + milliseconds;
  for (let tries = 0; tries < 1_000 && clock.next(end - clock.now().getTime()); tries++)
    await testEndpoint.endpoint.idle();
}

describe("when S3 does not store an object", () => {
  test("the sender gets 250, and the message is stored after the policy is repaired", async () => {
    source.current = withoutPolicy;
    const { accepted, id } = await testEndpoint.send(["alice@example.org"]);
    expect(accepted).toMatch(/^250 OK /);
    await pass(35 * HOUR_MS);
    expect((await testEndpoint.messages()).size).toBe(0);
    expect(testEndpoint.endpoint.counters).toMatchObject({ Received: 1, PublishSuccess: 0, PublishExpired: 0 });
    expect(testEndpoint.endpoint.counters.PublishFailure).toBeGreaterThan(100);

    source.current = rules;
    await pass(HOUR_MS);
    expect([...(await testEndpoint.messages()).keys()]).toEqual([`alice/${id}`]);
    expect(testEndpoint.endpoint.counters).toMatchObject({ Received: 1, PublishSuccess: 1, PublishExpired: 0 });
  });

  test("the mail on disk is bounded: senders get 452 until a message is stored", async () => {
    const full = "452 4.3.1 Insufficient system storage";
    const bounded = await TestEndpoint.start(source, { clock, maxUnstoredBytes: 100_000 });
    try {
      source.current = withoutPolicy;
      const message = `Subject: x\r\n\r\n${"x".repeat(60_000)}\r\n`;
      expect((await bounded.send(["alice@example.org"], message)).accepted).toMatch(/^250 OK /);
      expect((await bounded.send(["alice@example.org"], message)).accepted).toBe(full);
      const client = await bounded.connect();
      expect(await client.command("MAIL FROM:<a@b.example> SIZE=60000")).toBe(full);
      expect(await client.command("MAIL FROM:<a@b.example> SIZE=30000")).toBe("250 Ok");
      client.close();
      expect((await bounded.send(["alice@example.org"])).accepted).toMatch(/^250 OK /);

      source.current = rules;
      clock.next(HOUR_MS);
      await bounded.endpoint.idle();
      expect((await bounded.messages()).size).toBeGreaterThan(0);
      expect((await bounded.send(["alice@example.org"], message)).accepted).toMatch(/^250 OK /);
    } finally {
      await bounded.stop();
    }
  });

  test("the endpoint stops trying after 36 hours, counts and reports the loss", async () => {
    source.current = withoutPolicy;
    const { id } = await testEndpoint.send(["alice@example.org"]);
    await pass(36 * HOUR_MS - 1);
    expect(testEndpoint.endpoint.counters.PublishExpired).toBe(0);
    await pass(1);
    expect(testEndpoint.endpoint.counters).toMatchObject({ Received: 1, PublishSuccess: 0, PublishExpired: 1 });
    expect(testEndpoint.events.at(-1)).toEqual({
      kind: "expired",
      messageId: id,
      rule: "alice",
      bucket,
      key: `alice/${id}`,
      reason: `bucket ${bucket} has no policy; expected one that allows ses.amazonaws.com s3:PutObject`,
    });
    source.current = rules;
    await pass(100 * HOUR_MS);
    expect((await testEndpoint.messages()).size).toBe(0);
    expect(await testEndpoint.endpoint.close()).toEqual([{ rule: "alice", bucket, key: `alice/${id}` }]);
  });

  test("each failure is logged with its reason and the time of the next attempt", async () => {
    source.current = withoutPolicy;
    await testEndpoint.send(["alice@example.org"]);
    await pass(HOUR_MS);
    const failures = testEndpoint.events.filter((event) => event.kind === "store-failed");
    const times = failures.map(({ nextTry }) => nextTry.getTime());
    const pauses = times.slice(1).map((time, i) => time - times[i]!);
    expect(pauses.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(Math.max(...pauses)).toBe(HOUR_MS / 4);
    expect(new Set(failures.map(({ reason }) => reason))).toEqual(
      new Set([`bucket ${bucket} has no policy; expected one that allows ses.amazonaws.com s3:PutObject`]),
    );
  });

  test("a stored object is not stored again when another rule's object fails", async () => {
    source.current = rulesWith([
      rule("alice", ["example.org"]),
      rule("other", [], { actions: [s3("other", "other-bucket")] }),
    ]);
    const { id } = await testEndpoint.send(["alice@example.org"]);
    const place = join(testEndpoint.directory, bucket, "alice", id);
    await rename(place, `${place}.imported`);
    source.current = { ...source.current, buckets: new Map([...rules.buckets, ["other-bucket", otherPolicy]]) };
    await mkdir(join(testEndpoint.directory, "other-bucket"));
    await pass(HOUR_MS);
    expect([...(await testEndpoint.messages()).keys()]).toEqual([`alice/${id}.imported`]);
    expect([...(await testEndpoint.objects("other-bucket")).keys()]).toContain(`other/${id}`);
    expect(testEndpoint.endpoint.counters).toMatchObject({ Received: 1, PublishSuccess: 1 });
  });

  test("an object that S3 stored without an answer is written again with the same bytes", async () => {
    const written: Buffer[] = [];
    const other = await TestEndpoint.start(source, {
      clock,
      stores: () => ({
        ...unusedStore,
        put: (key, body) => {
          if (key.endsWith(SETUP_OBJECT_NAME)) return Promise.resolve();
          return written.push(body) === 1 ? Promise.reject(new Error("no answer within 30 s")) : Promise.resolve();
        },
      }),
    });
    await other.send(["alice@example.org"]);
    clock.next(HOUR_MS);
    await other.endpoint.idle();
    await other.stop();
    expect(written.map((body) => body.equals(written[0]!))).toEqual([true, true]);
  });

  test("a message keeps the rules of its acceptance, also for its retries", async () => {
    source.current = withoutPolicy;
    const { id } = await testEndpoint.send(["alice@example.org"]);
    source.current = rulesWith([rule("moved", ["alice@example.org"])]);
    await pass(HOUR_MS);
    expect([...(await testEndpoint.messages()).keys()]).toEqual([`alice/${id}`]);
  });

  test.each([
    ["the bucket is deleted but still in the rules", rules, "cannot store alice/"],
    ["no such bucket is applied", { ...rules, buckets: new Map() }, `no such bucket: ${bucket}`],
  ])("a message keeps its rules when %s", async (_what, applied, reason) => {
    source.current = applied;
    const place = join(testEndpoint.directory, bucket);
    await rename(place, `${place}.gone`);
    await testEndpoint.send(["alice@example.org"]);
    expect(testEndpoint.events.at(-1)).toMatchObject({
      kind: "store-failed",
      reason: expect.stringContaining(reason) as string,
    });
    source.current = rules;
    await rename(`${place}.gone`, place);
    await pass(HOUR_MS);
    expect((await testEndpoint.messages()).size).toBe(1);
  });

  test("a message keeps its rules when the rules cannot be read", async () => {
    source.current = withoutPolicy;
    await testEndpoint.send(["alice@example.org"]);
    source.failure = new Error("no answer");
    await pass(HOUR_MS);
    expect(testEndpoint.events.at(-1)).toMatchObject({ kind: "store-failed", reason: "no answer" });
    [source.current, source.failure] = [rules, undefined];
    await pass(HOUR_MS);
    expect((await testEndpoint.messages()).size).toBe(1);
  });
});

test("no message is given up because the clock of the machine jumps by a year", async () => {
  source.current = withoutPolicy;
  await testEndpoint.send(["alice@example.org"]);
  clock.jump(365 * 24 * HOUR_MS);
  await pass(HOUR_MS);
  expect(testEndpoint.endpoint.counters.PublishExpired).toBe(0);
  source.current = rules;
  await pass(HOUR_MS);
  expect((await testEndpoint.messages()).size).toBe(1);
});

describe("when the endpoint stops", () => {
  test("waiting messages are tried a last time", async () => {
    source.current = withoutPolicy;
    await testEndpoint.send(["alice@example.org"]);
    source.current = rules;
    expect(await testEndpoint.endpoint.close()).toEqual([]);
    expect((await testEndpoint.messages()).size).toBe(1);
  });

  test("a message that still cannot be stored is returned and reported", async () => {
    source.current = withoutPolicy;
    const { id } = await testEndpoint.send(["alice@example.org"]);
    expect(await testEndpoint.endpoint.close()).toEqual([{ rule: "alice", bucket, key: `alice/${id}` }]);
    expect(testEndpoint.kinds().at(-1)).toBe("abandoned");
  });
});

describe("when the endpoint stops while S3 does not answer", () => {
  const silentPut = (key: string) =>
    key.endsWith(SETUP_OBJECT_NAME) ? Promise.resolve() : new Promise<void>(() => undefined);

  test("all messages are given up and reported after 30 seconds", async () => {
    const silent = await TestEndpoint.start(source, { clock, stores: () => ({ ...unusedStore, put: silentPut }) });
    const client = await silent.connect();
    const ids: string[] = [];
    // More than the endpoint stores at a time.
    for (let sent = 0; sent < 6; sent++) {
      await client.command("MAIL FROM:<a@b.example>");
      await client.command("RCPT TO:<alice@example.org>");
      ids.push((await client.data(Buffer.from("Subject: x\r\n\r\nhello\r\n"))).replace("250 OK ", ""));
    }
    client.close();
    const closed = silent.endpoint.close();
    clock.next(30_000);
    expect((await closed).map(({ key }) => key)).toEqual(ids.map((id) => `alice/${id}`));
    expect(silent.kinds().filter((kind) => kind === "abandoned")).toHaveLength(6);
    rmSync(silent.directory, { recursive: true });
  });

  test("a message that is still being sent is refused, so that its sender keeps it", async () => {
    const client = await testEndpoint.connect();
    await client.command("MAIL FROM:<a@b.example>");
    await client.command("RCPT TO:<alice@example.org>");
    expect(await client.command("DATA")).toMatch(/^354 /);
    const closed = testEndpoint.endpoint.close();
    expect(await client.command("Subject: x\r\n\r\nhello\r\n.")).toMatch(/^451 /);
    client.close();
    expect(await closed).toEqual([]);
    expect((await testEndpoint.messages()).size).toBe(0);
  });
});

describe("the topic of a stored message", () => {
  test("gets the notification again if the request fails; no object is stored again", async () => {
    const published: unknown[] = [];
    const other = await TestEndpoint.start(source, {
      clock,
      onStored: ({ message, write, place, authentication, content }) => {
        if (message.id === SETUP_OBJECT_NAME) return;
        published.push([message.sender, write.recipients, place.key, authentication.spf.verdict, content.spam]);
        if (published.length > 1) return;
        rmSync(join(other.directory, bucket, place.key));
        throw new Error("no such topic");
      },
    });
    const { id } = await other.send(["alice@example.org"]);
    const failure = other.events.at(-1);
    clock.next(HOUR_MS);
    await other.endpoint.idle();
    const stored = await other.messages();
    await other.stop();
    expect(failure).toMatchObject({ kind: "store-failed", reason: "no such topic" });
    expect(published).toEqual(
      Array(2).fill(["a@b.example", ["alice@example.org"], `alice/${id}`, "PROCESSING_FAILED", "PASS"]),
    );
    expect(other.endpoint.counters).toMatchObject({ PublishFailure: 1, PublishSuccess: 1 });
    expect(stored.size).toBe(0);
  });
});

const unused = () => {
  throw new Error("an endpoint only puts objects");
};
const unusedStore = { name: "a test", list: unused, get: unused, deleteMany: unused, close: () => undefined };

const otherPolicy = {
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "ses.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::other-bucket/*",
    },
  ],
} as const;

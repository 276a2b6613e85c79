import { Standby } from "../../fixtures/localstack/standby";
import type { Endpoint } from "../../inbound/endpoint";
import type { EndpointEvent } from "../../inbound/endpoint-event";
import { ManualClock } from "../../fixtures/clock/manual-clock";
import { byNodemailer, shortMessage, type TestMessage } from "./support/test-messages";
import { HOUR_MS } from "../../lib/time";

let standby: Standby;
let clock: ManualClock;
let endpoint: Endpoint;
let events: EndpointEvent[];
beforeAll(async () => {
  standby = await Standby.create({ mailboxes: [{ user: "alice", addresses: ["alice", "postmaster"] }] });
  await standby.apply();
});
beforeEach(async () => {
  await standby.reset();
  clock = new ManualClock();
  events = [];
  endpoint = await standby.startEndpoint({ clock, log: (event) => events.push(event) });
});
afterAll(() => standby.close());

/** Sends a message that is accepted; returns its id. */
async function accepted(subject: string): Promise<string> {
  const alice = `alice@${standby.domain}`;
  const message: TestMessage = {
    from: "carol@sender.example",
    to: [alice],
    content: shortMessage(subject),
    owners: {},
  };
  const [reply] = await byNodemailer(endpoint.port, [message]);
  expect(reply).toMatch(/^250 OK /);
  await endpoint.idle();
  return reply!.replace("250 OK ", "");
}

/** Advances the clock; each attempt ends before the next begins. */
async function pass(milliseconds: number): Promise<void> {
  const end = clock.now().getTime() + milliseconds;
  for (let tries = 0; tries < 1_000 && clock.next(end - clock.now().getTime()); tries++) await endpoint.idle();
}

async function policy(): Promise<string> {
  return (await standby.cloud.s3.getBucketPolicy({ Bucket: standby.bucket })).Policy!;
}

/** Expects that the message waits for its next attempt, with this reason. */
function expectFailure(id: string, reason: RegExp): void {
  expect(events).toContainEqual(
    expect.objectContaining({ kind: "store-failed", messageId: id, reason: expect.stringMatching(reason) as string }),
  );
  expect(endpoint.counters).toEqual({ Received: 1, PublishSuccess: 0, PublishFailure: 1, PublishExpired: 0 });
}

/** Expects that an attempt within the next hour stores the message, and that it is imported. */
async function expectStoredAndDelivered(id: string, subject: string): Promise<void> {
  await pass(HOUR_MS);
  expect(endpoint.counters).toMatchObject({ Received: 1, PublishSuccess: 1, PublishExpired: 0 });
  expect(await standby.waiting()).toEqual([`alice/${id}`]);
  expect(await standby.import()).toMatchObject({ exitCode: 0, stderr: "" });
  const delivered = await standby.delivered("alice");
  expect(delivered.map((file) => /^Subject: (.*)$/m.exec(file.toString())?.[1])).toEqual([subject]);
  expect(await standby.waiting()).toEqual([]);
}

describe("a bucket policy that does not let this rule set write, repaired in the window", () => {
  test.each<{ name: string; breaking: (good: string) => string | undefined; reason: RegExp }>([
    { name: "missing", breaking: () => undefined, reason: /has no policy/ },
    {
      name: "for another account",
      breaking: (good) => good.replaceAll("000000000000", "111122223333"),
      reason: /of account 000000000000/,
    },
    {
      name: "for another rule set",
      breaking: (good) => good.replaceAll("receipt-rule-set/rules-", "receipt-rule-set/others-"),
      reason: /for rule rules-/,
    },
  ])("$name", async ({ breaking, reason }) => {
    const { bucket: Bucket, cloud } = standby;
    const good = await policy();
    const bad = breaking(good);
    expect(bad).not.toBe(good);
    if (bad === undefined) await cloud.s3.deleteBucketPolicy({ Bucket });
    else await cloud.s3.putBucketPolicy({ Bucket, Policy: bad });

    const id = await accepted("policy");
    expectFailure(id, reason);
    expect(await standby.waiting()).toEqual([]);
    await cloud.s3.putBucketPolicy({ Bucket, Policy: good });
    await expectStoredAndDelivered(id, "policy");
  });
});

describe("a deleted bucket", () => {
  let good: string;
  beforeEach(async () => {
    good = await policy();
    await standby.deleteBucket();
  });

  test("for 36 hours: attempts are repeated, then the message counts as expired", async () => {
    const id = await accepted("expires");
    expectFailure(id, /no such bucket/);
    await pass(36 * HOUR_MS - 1);
    expect(endpoint.counters).toMatchObject({ Received: 1, PublishSuccess: 0, PublishExpired: 0 });
    await pass(1);
    expect(endpoint.counters).toMatchObject({ Received: 1, PublishSuccess: 0, PublishExpired: 1 });
    expect(endpoint.counters.PublishFailure).toBeGreaterThan(10);
    expect(events.at(-1)).toMatchObject({ kind: "expired", messageId: id, key: `alice/${id}` });
    expect(await standby.import()).toMatchObject({
      exitCode: 78,
      stderr: expect.stringContaining(standby.bucket) as string,
    });
    await standby.createBucket(good);
  });

  test("created again within 36 hours: the message is delivered", async () => {
    const id = await accepted("bucket");
    expectFailure(id, /no such bucket/);
    await pass(20 * 60_000);
    await standby.createBucket(good);
    await expectStoredAndDelivered(id, "bucket");
  });
});

import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { localStackEndpoint } from "../../fixtures/localstack/cloud";
import { Standby } from "../../fixtures/localstack/standby";
import { shortPauses } from "../../fixtures/clock/hurried-command";
import { startFaultProxy } from "../../fixtures/proxy/fault-proxy";
import type { Endpoint } from "../../inbound/endpoint";
import { lastingChanges } from "./support/lasting-changes";
import { byNodemailer, shortMessage } from "./support/test-messages";

let standby: Standby;
let endpoint: Endpoint;
/** The host of the importer, if there are several. */
let host: string | undefined;
const nameInSettings = () => `queue-${standby.ruleSet}`;
const queueName = () => (host === undefined ? nameInSettings() : `${nameInSettings()}-${host}`);

beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob"] },
      { user: "carol", addresses: ["carol"] },
    ],
    unknownRecipients: { catchAll: "carol" },
  });
  await standby.apply({ envelopeQueue: { name: nameInSettings() } });
});
beforeEach(async () => {
  await standby.reset();
  await standby.cloud.sqs.purgeQueue({ QueueUrl: await queueUrl() });
  endpoint = await standby.startEndpoint();
});
afterAll(() => standby.close());

/** Sends a message by SMTP and waits until the message is stored and its record is in the queue. */
async function send(subject: string, ...users: string[]): Promise<void> {
  const to = users.map((user) => `${user}@${standby.domain}`);
  const message = { from: "sender@sender.example", to, content: shortMessage(subject), owners: {} };
  expect(await byNodemailer(endpoint.port, [message])).toEqual([expect.stringMatching(/^250 OK/)]);
  await endpoint.idle();
}

async function subjectsOf(user: string): Promise<string[]> {
  const files = await standby.delivered(user);
  return files.map((file) => /^Subject: (.*)$/m.exec(file.toString())![1]!).sort();
}

async function queueUrl(): Promise<string> {
  return (await standby.cloud.sqs.getQueueUrl({ QueueName: queueName() })).QueueUrl!;
}

async function recordsInQueue(): Promise<number> {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes } = await standby.cloud.sqs.getQueueAttributes({
    QueueUrl: await queueUrl(),
    AttributeNames: [...names],
  });
  return names.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await what()) return;
    await sleep(200);
  }
  throw new Error(`waited in vain: ${what.toString()}`);
}

async function envelopeFiles(): Promise<string[]> {
  const entries = await readdir(join(standby.directory, "state", "envelopes"), {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

test("is applied as synthesized, and applying it again changes nothing", async () => {
  const { cloud, ruleSet } = standby;
  const { Attributes } = await cloud.sqs.getQueueAttributes({ QueueUrl: await queueUrl(), AttributeNames: ["All"] });
  expect(Attributes).toMatchObject({ MessageRetentionPeriod: "1209600", SqsManagedSseEnabled: "true" });
  const topicArn = Attributes!.QueueArn!.replace(":sqs:", ":sns:");
  expect(JSON.parse(Attributes!.Policy!)).toMatchObject({
    Statement: [{ Action: "sqs:SendMessage", Condition: { ArnEquals: { "aws:SourceArn": topicArn } } }],
  });
  const { Subscriptions } = await cloud.sns.listSubscriptionsByTopic({ TopicArn: topicArn });
  expect(Subscriptions).toMatchObject([{ Protocol: "sqs", Endpoint: Attributes!.QueueArn }]);
  const topic = await cloud.sns.getTopicAttributes({ TopicArn: topicArn });
  expect(topic.Attributes?.Policy).toContain(`receipt-rule-set/${ruleSet}:receipt-rule/*`);
  const { Rules = [] } = await cloud.ses.describeActiveReceiptRuleSet();
  expect(Rules.map(({ Actions }) => Actions?.[0]?.S3Action?.TopicArn)).toEqual([topicArn, topicArn, topicArn]);
  expect(lastingChanges(await standby.apply())).toEqual([]);
});

test("wakes a watch, which delivers at once and ends at a signal", async () => {
  const watch = standby.watch("--verbose");
  await send("first", "alice");
  await until(async () => (await subjectsOf("alice")).length === 1);
  await send("second", "bob", "alice");
  await until(async () => (await subjectsOf("alice")).length === 2 && (await subjectsOf("bob")).length === 1);
  await until(async () => (await standby.waiting()).length === 0);
  const { exitCode, stderr } = await watch.stop();
  expect(exitCode).toBe(0);
  expect(stderr.split("\n").filter((line) => line.includes(" -> "))).toHaveLength(3);
  expect(await subjectsOf("alice")).toEqual(["first", "second"]);
  expect(await subjectsOf("carol")).toEqual([]);
  expect(await recordsInQueue()).toBe(0);
  expect(await envelopeFiles()).toEqual([]);
});

test("continues to watch after AWS was unreachable", async () => {
  const proxy = await startFaultProxy(Number(new URL(localStackEndpoint()).port));
  try {
    proxy.plan(() => ({ kind: "reset", when: "before" }));
    let complaints = "";
    const watch = standby.watchWith(shortPauses(10), "--endpoint-url", proxy.endpoint);
    watch.onComplaint((text) => (complaints += text));
    await until(() => Promise.resolve(complaints.includes(`bucket ${standby.bucket}`)));
    await send("while nothing works", "alice");
    proxy.plan(() => undefined);
    await until(async () => (await subjectsOf("alice")).length === 1);
    await send("later", "alice");
    await until(async () => (await subjectsOf("alice")).length === 2);
    expect(await watch.stop()).toMatchObject({ exitCode: 0 });
  } finally {
    await proxy.stop();
  }
}, 240_000);

test("makes the catch-all exact", async () => {
  await send("to alice and nobody", "alice", "nobody");
  await send("to alice and bob", "alice", "Bob+label");
  await send("to nobody at all", "nobody", "noone");
  await send("to carol and alice", "carol", "alice");
  const { exitCode, stdout, stderr } = await standby.import();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toContain("1 left out of the catch-all");
  expect(await subjectsOf("alice")).toEqual(["to alice and bob", "to alice and nobody", "to carol and alice"]);
  expect(await subjectsOf("bob")).toEqual(["to alice and bob"]);
  expect(await subjectsOf("carol")).toEqual(["to alice and nobody", "to carol and alice", "to nobody at all"]);
  expect(await standby.waiting()).toEqual([]);
  expect(await envelopeFiles()).toEqual([]);
});

test("tolerates duplicate, foreign and malformed records", async () => {
  await send("to alice", "alice");
  const { sqs } = standby.cloud;
  const QueueUrl = await queueUrl();
  let Body = "";
  await until(async () => {
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    const bodies = Messages.map((message) => message.Body ?? "");
    Body = bodies.find((body) => /"objectKey":"alice\/[0-9a-v]{40}"/.test(body)) ?? "";
    return Body !== "";
  });
  const strays = [
    "not JSON",
    "{}",
    JSON.stringify({ notificationType: "Bounce" }),
    Body.replace(standby.bucket, "another-owner"),
    Body.replace(/arn:aws:sns:([^:]+):\d+/, "arn:aws:sns:$1:444455556666"),
  ];
  for (const MessageBody of [Body, Body, ...strays]) await sqs.sendMessage({ QueueUrl, MessageBody });

  const { exitCode, stdout, stderr } = await standby.import("--json");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringMatching(
      /^standby-mx import: queue \S+: removed 5 foreign records, not from SES for this bucket: .*\n$/,
    ) as string,
  });
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 1, deleted: 2, redundantCopies: 1, foreignRecords: 5 });
  expect(await subjectsOf("alice")).toEqual(["to alice"]);
  expect(await recordsInQueue()).toBe(0);
  expect(await standby.import()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

test("leaves a new message without a record for the next import", async () => {
  await send("to alice", "alice");
  await standby.cloud.sqs.purgeQueue({ QueueUrl: await queueUrl() });
  const { exitCode, stdout, stderr } = await standby.import("--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 0, waiting: 0, awaitingEnvelope: 2 });
  expect(await standby.waiting()).toHaveLength(2);
});

test("has a queue for each of several hosts, and keeps a catch-all exact", async () => {
  await standby.apply({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"], host: "one" },
      { user: "bob", addresses: ["bob"], host: "two" },
      { user: "carol", addresses: ["carol"], host: "one" },
    ],
    importer: { stateDirectory: join(standby.directory, "state"), addedHeaders: false, keyPerHost: true },
  });
  expect(Object.keys(await standby.outputs())).toEqual(
    expect.arrayContaining(["importer_user_one", "importer_user_two"]),
  );
  host = "one";
  await send("to alice and bob", "alice", "bob");
  await send("to bob and nobody", "bob", "nobody");
  const first = await standby.import("--host", "one", "--json");
  expect(first).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(first.stdout)).toMatchObject({ delivered: 2, redundantCopies: 1, otherHosts: {} });
  expect(await subjectsOf("carol")).toEqual(["to bob and nobody"]);
  expect(await envelopeFiles()).toEqual([]);
  // The other host has its own state.
  await rm(join(standby.directory, "state"), { recursive: true });
  const second = await standby.import("--host", "two", "--json");
  expect(second).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(second.stdout)).toMatchObject({ delivered: 2, deleted: 2, foreignRecords: 0 });
  expect(await standby.waiting()).toEqual([]);
});

// The last test, because it removes the queue.
test("reports a missing queue and imports without it", async () => {
  await standby.cloud.sqs.deleteQueue({ QueueUrl: await queueUrl() });
  await send("to alice", "alice");
  const { exitCode, stderr } = await standby.import("--host", "one", "--json");
  expect(exitCode).toBe(75);
  expect(stderr).toMatch(/cannot find the queue .*: (QueueDoesNotExist|.*NonExistentQueue)/);
});

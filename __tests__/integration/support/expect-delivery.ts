import { createHash } from "node:crypto";
import type { NotificationQueue } from "../../../fixtures/localstack/notification-queue";
import type { Standby } from "../../../fixtures/localstack/standby";
import type { Endpoint } from "../../../inbound/endpoint";
import { byNodemailer, type TestMessage, type Send } from "./test-messages";

export interface StandbyDeployment {
  readonly standby: Standby;
  readonly endpoint: Endpoint;
  /** The queue of notifications, if the stack has one. */
  readonly queue?: NotificationQueue;
}

/** The expected object in the bucket for one owner of a message. */
interface ExpectedObject {
  readonly message: TestMessage;
  readonly user: string;
  readonly recipient: string;
  readonly id: string;
  readonly key: string;
}

/**
 * Sends messages and checks the results: replies and ids, objects with their keys, headers, bytes, encryption
 * and access, notifications, files in `new/`, the empty bucket, and that a second import does nothing. Fails at the
 * first difference, so that tests can show that a broken stack is noticed. Returns the delivered files.
 */
export async function expectDelivery(
  { standby, endpoint, queue }: StandbyDeployment,
  messages: readonly TestMessage[],
  send: Send = byNodemailer,
): Promise<Buffer[]> {
  expectPolicyBeforeRules(standby);
  const replies = await send(endpoint.port, messages);
  expect(replies.filter((reply) => !/^250 OK [0-9a-v]{40}$/.test(reply))).toEqual([]);
  await endpoint.idle();

  const expected = messages.flatMap((message, index) => objectsOf(message, replies[index]!.replace("250 OK ", "")));
  expect(await standby.waiting()).toEqual(expected.map(({ key }) => key).sort());
  await expectNoPublicAccess(standby);
  const objects = await Promise.all(expected.map((object) => expectObject(standby, object)));
  if (queue) await expectNotifications(queue, expected);

  const before = await filesOf(standby);
  expect(await standby.import()).toMatchObject({ exitCode: 0, stderr: "" });
  const after = await filesOf(standby);
  const wanted = expected.map(({ user }, index) => `${user} ${digest(withoutCarriageReturns(objects[index]!))}`);
  const added = [...after.keys()].filter((path) => !before.has(path));
  expect(added.map((path) => after.get(path)!.summary).sort()).toEqual(wanted.sort());
  expect(await standby.waiting()).toEqual([]);

  expect(await standby.import()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect([...(await filesOf(standby)).keys()].sort()).toEqual([...after.keys()].sort());
  return added.map((path) => after.get(path)!.content);
}

/** SES writes a test object when a rule is created, and refuses the rule without the right to write. */
function expectPolicyBeforeRules({ order }: Standby): void {
  const policy = order.findIndex((address) => address.startsWith("aws_s3_bucket_policy."));
  const firstRule = order.findIndex((address) => address.startsWith("aws_ses_receipt_rule."));
  expect({ policyBeforeRules: policy !== -1 && policy < firstRule }).toEqual({ policyBeforeRules: true });
}

function objectsOf(message: TestMessage, id: string): ExpectedObject[] {
  return Object.entries(message.owners).map(([user, recipient]) => ({
    ...{ message, user, recipient, id },
    key: `${user}/${id}`,
  }));
}

/** Checks an object in the bucket and returns its bytes. */
async function expectObject({ cloud, bucket, region }: Standby, expected: ExpectedObject): Promise<Buffer> {
  const { message, recipient, id, key } = expected;
  const { Body, ServerSideEncryption } = await cloud.s3.getObject({ Bucket: bucket, Key: key });
  const object = Buffer.from((await Body?.transformToByteArray()) ?? []);
  expect(ServerSideEncryption).toBe("AES256");
  const { Grants = [] } = await cloud.s3.getObjectAcl({ Bucket: bucket, Key: key });
  expect(Grants.map(({ Grantee }) => Grantee?.URI)).toEqual([undefined]);

  const { from, content } = message;
  const headers = object.subarray(0, object.length - content.length);
  expect(headers.toString("latin1")).toMatch(sesHeaders({ from, recipient, id, region }));
  expect(digest(object.subarray(headers.length))).toBe(digest(content));
  return object;
}

function sesHeaders({ from, recipient, id, region }: Record<"from" | "recipient" | "id" | "region", string>): RegExp {
  const literally = (text: string) => text.replace(/[.+]/g, "\\$&");
  const lines = [
    `Return-Path: <${literally(from)}>`,
    `Received: from \\S+ \\(\\S+ \\[127\\.0\\.0\\.1\\]\\)`,
    ` by inbound-smtp\\.${region}\\.amazonaws\\.com with SMTP id ${id}`,
    ` for ${literally(recipient)};`,
    ` \\w{3}, \\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} \\+0000 \\(UTC\\)`,
    `X-SES-Spam-Verdict: PASS`,
    `X-SES-Virus-Verdict: PASS`,
    `Received-SPF: .+`,
    `Authentication-Results: amazonses\\.com;`,
    `( .+\r\n)+X-SES-RECEIPT: \\S+`,
    `X-SES-DKIM-SIGNATURE: .+`,
  ];
  return new RegExp(`^${lines.map((line) => `${line}\r\n`).join("")}$`);
}

async function expectNoPublicAccess({ cloud, bucket: Bucket }: Standby): Promise<void> {
  const { PublicAccessBlockConfiguration } = await cloud.s3.getPublicAccessBlock({ Bucket });
  expect(PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
}

async function expectNotifications(queue: NotificationQueue, expected: readonly ExpectedObject[]): Promise<void> {
  const taken = await queue.take(expected.length);
  const published = taken.map(({ notification: { mail, receipt } }) => ({
    key: receipt.action.objectKey,
    id: mail.messageId,
    source: mail.source,
    recipient: receipt.recipients[0],
  }));
  const wanted = expected.map(({ key, id, message, recipient }) => ({ key, id, source: message.from, recipient }));
  const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
  expect(published.sort(byKey)).toEqual(wanted.sort(byKey));
}

/** The files in `new/` of all users, by user and name. */
async function filesOf(standby: Standby): Promise<Map<string, { summary: string; content: Buffer }>> {
  const all = await Promise.all(
    standby.users.map(async (user) =>
      [...(await standby.filesIn(user))].map(
        ([name, content]) => [`${user} ${name}`, { summary: `${user} ${digest(content)}`, content }] as const,
      ),
    ),
  );
  return new Map(all.flat());
}

function withoutCarriageReturns(object: Buffer): Buffer {
  return Buffer.from(object.toString("latin1").replaceAll("\r\n", "\n"), "latin1");
}

function digest(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

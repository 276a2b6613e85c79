import { type Statement, statements } from "./policy";
import { mailbox, settings } from "./settings";
import { synth, synthFirst, synthHcl, type Synthesized } from "./synth";

const account = "${data.aws_caller_identity.account.account_id}";
const withQueue = settings({ envelopeQueue: "mail-envelopes" });
const stack = synthFirst(withQueue);
const addressOf = (type: string) => Object.keys(stack.resources(type))[0]!;
const topicArn = `\${${addressOf("aws_sns_topic")}.arn}`;
const queueArn = `\${${addressOf("aws_sqs_queue")}.arn}`;

test("is made only with the setting", () => {
  expect(synthFirst(settings()).json).not.toMatch(/aws_sns_|aws_sqs_|topic_arn|sqs:/);
});

test("is an encrypted topic and queue of one name, with a retention of 14 days", () => {
  expect(stack.resource("aws_sns_topic")).toEqual({ name: "mail-envelopes" });
  expect(stack.resource("aws_sqs_queue")).toEqual({
    name: "mail-envelopes",
    message_retention_seconds: 1_209_600,
    sqs_managed_sse_enabled: true,
  });
});

test("lets only SES publish, for this account's rule set", () => {
  expect(statements(stack, "aws_sns_topic_policy")).toEqual([
    {
      Sid: "AllowSESPublish",
      Effect: "Allow",
      Principal: { Service: "ses.amazonaws.com" },
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:aws:ses:eu-west-1:${account}:receipt-rule-set/main-ruleset:receipt-rule/*` },
      },
    },
  ]);
});

test("lets only the topic send to the queue", () => {
  expect(statements(stack, "aws_sqs_queue_policy")).toEqual([
    {
      Sid: "AllowTopicSend",
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
    },
  ]);
});

test("gets SES's unwrapped text, after the queue's policy", () => {
  expect(stack.resource("aws_sns_topic_subscription")).toEqual({
    topic_arn: topicArn,
    protocol: "sqs",
    endpoint: queueArn,
    raw_message_delivery: true,
    depends_on: [addressOf("aws_sqs_queue_policy")],
  });
});

test("gets messages of every rule; each rule follows the topic's permissions", () => {
  const rules = Object.values(stack.resources("aws_ses_receipt_rule"));
  expect(rules).toHaveLength(2);
  for (const rule of rules) {
    expect(rule.s3_action).toEqual([expect.objectContaining({ topic_arn: topicArn })]);
    expect(rule.depends_on).toEqual(
      ["aws_s3_bucket_policy", "aws_sns_topic_policy", "aws_sns_topic_subscription"].map(addressOf),
    );
  }
});

test("is in every region, and the importer may only receive and delete", () => {
  const regions = [
    { name: "eu-west-1", bucket: "mail-a" },
    { name: "us-east-1", bucket: "mail-b" },
  ] as const;
  const stacks = synth({ ...withQueue, regions }) as [Synthesized, Synthesized];
  for (const one of stacks) expect(one.resource("aws_sqs_queue").name).toBe("mail-envelopes");
  const [, , queues, ...more] = statements(stacks[0], "aws_iam_policy");
  expect(more).toEqual([]);
  expect(queues).toEqual({
    Effect: "Allow",
    Action: ["sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
    Resource: [`arn:aws:sqs:eu-west-1:${account}:mail-envelopes`, `arn:aws:sqs:us-east-1:${account}:mail-envelopes`],
  });
});

test("is the same in HCL, with quotes escaped once", () => {
  const hcl = synthHcl(withQueue);
  const quoted = [...hcl.matchAll(/^ *policy = (".*")$/gm)].map(([, text]) => JSON.parse(text!) as string);
  const types = ["aws_iam_policy", "aws_s3_bucket_policy", "aws_sns_topic_policy", "aws_sqs_queue_policy"];
  expect(quoted.sort()).toEqual(types.map((type) => stack.resource(type).policy as string).sort());
});

test("does not change the importer's policy in HCL if there is no queue", () => {
  const [, quoted] = /^ *policy = (".*s3:ListBucket.*")$/m.exec(synthHcl(settings())) ?? [];
  expect(JSON.parse(quoted!)).toBe(synthFirst(settings()).resource("aws_iam_policy").policy);
});

describe("of several hosts", () => {
  const on = (user: string, host: string, catchAllDomains: string[] = []) => mailbox(user, { host, catchAllDomains });
  const several = settings({
    envelopeQueue: "mail",
    mailboxes: [on("alice", "one"), on("bob", "two", ["example.org"])],
  });
  const hosts = synthFirst(several);
  const named = (type: string, name: string) =>
    `\${${Object.entries(hosts.resources(type)).find(([, values]) => values.name === name)![0]}.arn}`;

  test("are a topic and a queue for each host, to which its rules publish", () => {
    for (const type of ["aws_sns_topic", "aws_sqs_queue"]) {
      const names = Object.values(hosts.resources(type)).map(({ name }) => name);
      expect(names.sort()).toEqual(["mail-one", "mail-two"]);
    }
    const rules = Object.values(hosts.resources("aws_ses_receipt_rule"));
    const topics = rules.map(({ s3_action }) => (s3_action as { topic_arn: string }[])[0]!.topic_arn);
    expect(topics).toEqual(["mail-one", "mail-two"].map((name) => named("aws_sns_topic", name)));
  });

  test("get the records of every host if a catch-all needs them", () => {
    const subscriptions = Object.values(hosts.resources("aws_sns_topic_subscription"));
    const ways = subscriptions.map(({ topic_arn, endpoint }) => [topic_arn, endpoint]);
    const way = (topic: string, queue: string) => [named("aws_sns_topic", topic), named("aws_sqs_queue", queue)];
    expect(ways).toHaveLength(3);
    expect(ways).toEqual(
      expect.arrayContaining([way("mail-one", "mail-one"), way("mail-two", "mail-two"), way("mail-one", "mail-two")]),
    );
    const policies = Object.values(hosts.resources("aws_sqs_queue_policy")).map(({ policy }) => {
      const { Statement } = JSON.parse(policy as string) as { Statement: Statement[] };
      return Statement.map(({ Condition }) => Condition?.ArnEquals?.["aws:SourceArn"]);
    });
    const topics = ["mail-one", "mail-two"].map((name) => named("aws_sns_topic", name));
    expect(policies.sort((a, b) => a.length - b.length)).toEqual([[topics[0]], [topics[1], topics[0]]]);
  });

  test("are separate for each host if each host has its own key", () => {
    const stack = synthFirst({ ...several, importer: { ...several.importer, keyPerHost: true } });
    const queues = Object.values(stack.resources("aws_iam_policy")).map(({ policy }) => {
      const { Statement } = JSON.parse(policy as string) as { Statement: Statement[] };
      return Statement[2]?.Resource;
    });
    expect(queues).toEqual(["one", "two"].map((host) => [`arn:aws:sqs:eu-west-1:${account}:mail-${host}`]));
    const [shared] = statements(hosts, "aws_iam_policy").slice(2);
    expect(shared?.Resource).toEqual(["one", "two"].map((host) => `arn:aws:sqs:eu-west-1:${account}:mail-${host}`));
  });
});

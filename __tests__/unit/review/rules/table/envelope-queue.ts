import type { ReviewCase } from "./row";
import { add, block, policy, removeResources, type EditableSettings, type SynthesizedFile } from "./sides";

const withQueue = (file: EditableSettings) => (file.envelopeQueue = true);
const withQueueAndAlerts = (file: EditableSettings) => {
  withQueue(file);
  file.alerts = { email: ["owner@example.net"] };
};
const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };

/** Changes of the queue with SES's records of messages. */
export const envelopeQueue: ReviewCase[] = [
  { name: "an envelope queue", settings: withQueue, counts: ["4 changed, 5 added"] },
  {
    name: "an envelope queue in a second region",
    base: { settings: withQueue },
    settings: (file) => {
      withQueue(file);
      file.regions.push("eu-central-1");
    },
    line: "no address lost; no address gained; new MX host of example.org: inbound-smtp.eu-central-1.amazonaws.com (preference 101).",
    counts: ["28 added", "2 changed"],
  },
  {
    name: "a mailbox, where the rules notify one topic and the alarms another",
    base: { settings: withQueueAndAlerts },
    settings: (file) => {
      withQueueAndAlerts(file);
      file.mailboxes.push({ user: "dora", addresses: ["dora"] });
    },
    line: "no address lost; 1 address gained: dora@example.org.",
    counts: ["2 changed, 1 added"],
  },
  {
    name: "no envelope queue any more",
    base: { settings: withQueue },
    dangers: ["envelope-queue-lost: of the envelope queue: example-org-mail-stocker-envelopes is deleted"],
    counts: ["5 deleted, 4 changed"],
  },
  {
    name: "an envelope queue of another name",
    base: { settings: withQueue },
    settings: (file) => (file.envelopeQueue = { name: "other" }),
    dangers: [
      "envelope-queue-lost: of the envelope queue: example-org-mail-stocker-envelopes is deleted and created anew",
    ],
    counts: ["2 deleted and created anew, 1 changed"],
  },
  {
    name: "the topic's policy removed",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) => {
      const [name] = Object.keys(file.resource.aws_sns_topic_policy!);
      removeResources(file, "aws_sns_topic_policy");
      withoutDependency(file, `aws_sns_topic_policy.${name}`);
    },
    dangers: [
      "envelope-queue-lost: of the envelope queue: aws_sns_topic_policy.envelope-queue_topic-policy_02011AB3 is deleted",
    ],
    counts: ["1 deleted"],
  },
  {
    name: "a rule that notifies another topic",
    edit: (file) =>
      (block(file, "aws_ses_receipt_rule", "bob").s3_action = [
        {
          bucket_name: "example.org-mail-stocker",
          object_key_prefix: "bob",
          position: 1,
          topic_arn: "arn:aws:sns:eu-west-1:444455556666:listener",
        },
      ]),
    dangers: [
      "foreign-topic: rule bob_example.org notifies a topic of another stack, arn:aws:sns:eu-west-1:444455556666:listener",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a queue that another account may send to",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) =>
      policy(block(file, "aws_sqs_queue_policy"), (statements) =>
        statements.push({ ...send, Principal: { AWS: "arn:aws:iam::444455556666:root" } }),
      ),
    dangers: [
      "queue-policy-loosened: the envelope queue now accepts arn:aws:iam::444455556666:root: sqs:sendmessage on *",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a queue that another topic may send to",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) =>
      policy(block(file, "aws_sqs_queue_policy"), (statements) => {
        statements[0]!.Condition = { ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-west-1:444455556666:other" } };
        statements[0]!.Resource = "*";
      }),
    dangers: [
      "queue-policy-loosened: the envelope queue now accepts Service sns.amazonaws.com: sqs:sendmessage on * if ArnEquals aws:SourceArn arn:aws:sns:eu-west-1:444455556666:other",
      "envelope-queue-lost: the envelope queue no longer accepts Service sns.amazonaws.com: sqs:sendmessage on ${aws_sqs_queue.envelope-queue_A677093E.arn} if ArnEquals aws:SourceArn ${aws_sns_topic.envelope-queue_topic_D0B968BE.arn}",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a queue that keeps records for a minute and takes none",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) => {
      block(file, "aws_sqs_queue").message_retention_seconds = 60;
      policy(block(file, "aws_sqs_queue_policy"), (statements) =>
        statements.push({ ...send, Effect: "Deny", Principal: "*" }),
      );
    },
    dangers: [
      "envelope-queue-lost: the queue keeps records for 60 seconds instead of 1209600",
      "envelope-queue-lost: the envelope queue no longer accepts everybody: sqs:sendmessage on *",
    ],
    counts: ["2 changed"],
  },
  {
    name: "another subscriber of the envelopes",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) =>
      add(file, "aws_sns_topic_subscription", "listener", {
        topic_arn: `\${aws_sns_topic.${Object.keys(file.resource.aws_sns_topic!)[0]}.arn}`,
        protocol: "email",
        endpoint: "listener@example.net",
      }),
    dangers: ["foreign-topic: the envelopes go to email listener@example.net too"],
    counts: ["1 added"],
  },
  {
    name: "a topic to which the SES of every account may publish",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) =>
      policy(block(file, "aws_sns_topic_policy"), (statements) => {
        delete statements[0]!.Condition;
        statements[0]!.Resource = "*";
      }),
    dangers: ["queue-policy-loosened: the envelope queue now accepts Service ses.amazonaws.com: sns:publish on *"],
    counts: ["1 changed"],
  },
  {
    name: "a topic to which another account's SES may publish too",
    base: { settings: withQueue },
    settings: withQueue,
    edit: topicFor("${data.aws_caller_identity.account.account_id}", "444455556666"),
    dangers: [
      "queue-policy-loosened: the envelope queue now accepts Service ses.amazonaws.com: sns:publish on * if StringEquals aws:SourceAccount ${data.aws_caller_identity.account.account_id}, 444455556666",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a topic to which only another account's SES may publish",
    base: { settings: withQueue },
    settings: withQueue,
    edit: topicFor("444455556666"),
    dangers: [
      "queue-policy-loosened: the envelope queue now accepts Service ses.amazonaws.com: sns:publish on * if StringEquals aws:SourceAccount 444455556666",
      "topic-policy-denies-ses: the topic's policy no longer lets SES publish for alice_example.org, bob_example.org, carol_example.org",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a topic for every rule of the account, which lets SES publish as before",
    base: { settings: withQueue },
    settings: withQueue,
    edit: topicFor("${data.aws_caller_identity.account.account_id}"),
    counts: ["1 changed"],
  },
  {
    name: "a topic to which SES may publish for another rule set only",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) =>
      policy(block(file, "aws_sns_topic_policy"), ([publish]) => {
        publish!.Condition = JSON.parse(
          JSON.stringify(publish!.Condition).replace("main-ruleset", "another-ruleset"),
        ) as object;
      }),
    dangers: [
      "topic-policy-denies-ses: the topic's policy no longer lets SES publish for alice_example.org, bob_example.org, carol_example.org",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a topic that denies SES",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) =>
      policy(block(file, "aws_sns_topic_policy"), (statements) =>
        statements.push({ Effect: "Deny", Principal: "*", Action: "sns:*", Resource: "*" }),
      ),
    dangers: [
      "topic-policy-denies-ses: the topic's policy no longer lets SES publish for alice_example.org, bob_example.org, carol_example.org",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a topic encrypted with AWS's own key",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) => (block(file, "aws_sns_topic").kms_master_key_id = "alias/aws/sns"),
    dangers: [
      "topic-policy-denies-ses: topic example-org-mail-stocker-envelopes gets the KMS key alias/aws/sns, which SES may not use",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a queue encrypted with a key of one's own",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) => (block(file, "aws_sqs_queue").kms_master_key_id = "alias/ours"),
    dangers: [
      "topic-policy-denies-ses: queue example-org-mail-stocker-envelopes gets the KMS key alias/ours, whose policy must admit SNS",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a queue that everybody may send to",
    base: { settings: withQueue },
    settings: withQueue,
    edit: (file) =>
      policy(block(file, "aws_sqs_queue_policy"), (statements) => statements.push({ ...send, Principal: "*" })),
    dangers: [
      "public-access: open to everybody: sqs:sendmessage on *",
      "queue-policy-loosened: the envelope queue now accepts everybody: sqs:sendmessage on *",
    ],
    counts: ["1 changed"],
  },
];

function withoutDependency(file: SynthesizedFile, address: string): void {
  for (const rule of Object.values(file.resource.aws_ses_receipt_rule!)) {
    rule.depends_on = (rule.depends_on as string[]).filter((other) => other !== address);
  }
}

/** A topic policy without the rule set, for one account or more. */
function topicFor(...accounts: string[]): (file: SynthesizedFile) => void {
  return (file) =>
    policy(block(file, "aws_sns_topic_policy"), ([publish]) => {
      publish!.Condition = { StringEquals: { "aws:SourceAccount": accounts } };
      publish!.Resource = "*";
    });
}

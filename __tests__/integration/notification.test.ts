import { createTransport } from "nodemailer";
import { Standby, type SynthesizedStack } from "../../fixtures/localstack/standby";

let standby: Standby;
let topicArn: string;
let queue: string;

beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob"] },
    ],
  });
  const { sns, sqs } = standby.cloud;
  const Name = standby.ruleSet;
  topicArn = (await sns.createTopic({ Name })).TopicArn!;
  queue = (await sqs.createQueue({ QueueName: Name })).QueueUrl!;
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: queue, AttributeNames: ["QueueArn"] });
  await sns.subscribe({ TopicArn: topicArn, Protocol: "sqs", Endpoint: Attributes?.QueueArn });
  await standby.apply({}, publishing);
});
afterAll(() => standby.close());

/** The stacks have no topic yet, so that one is put into what was synthesized. */
function publishing({ resource }: SynthesizedStack): void {
  for (const rule of Object.values(resource.aws_ses_receipt_rule!)) {
    for (const action of rule.s3_action as Record<string, unknown>[]) action.topic_arn = topicArn;
  }
}

interface Notification {
  readonly mail: { readonly messageId: string; readonly source: string; readonly destination: string[] };
  readonly receipt: {
    readonly recipients: string[];
    readonly action: { readonly objectKey: string; readonly topicArn: string };
  };
}

async function published(count: number): Promise<{ subject: string; notification: Notification }[]> {
  const found: { subject: string; notification: Notification }[] = [];
  for (let i = 0; i < 20 && found.length < count; i++) {
    const { Messages = [] } = await standby.cloud.sqs.receiveMessage({
      QueueUrl: queue,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
    });
    for (const { Body, ReceiptHandle } of Messages) {
      const { Subject, Message } = JSON.parse(Body ?? "") as { Subject: string; Message: string };
      found.push({ subject: Subject, notification: JSON.parse(Message) as Notification });
      await standby.cloud.sqs.deleteMessage({ QueueUrl: queue, ReceiptHandle });
    }
  }
  return found;
}

it("publishes one notification a stored object, with the envelope recipients that no header names", async () => {
  const endpoint = await standby.startEndpoint();
  const smtp = createTransport({ host: "127.0.0.1", port: endpoint.port, ignoreTLS: true });
  const { domain } = standby;
  const { response } = await smtp.sendMail({
    envelope: { from: "", to: [`alice@${domain}`, `postmaster+label@${domain}`, `bob@${domain}`] },
    raw: "From: sender@sender.example\r\nTo: list@sender.example\r\nSubject: To a list\r\n\r\nHello\r\n",
  });
  const id = response.replace("250 OK ", "");
  await endpoint.idle();

  const all = await published(2);
  expect(all.map(({ subject }) => subject)).toEqual(Array(2).fill("Amazon SES Email Receipt Notification"));
  const notifications = all.map(({ notification }) => notification);
  notifications.sort((a, b) => (a.receipt.action.objectKey < b.receipt.action.objectKey ? -1 : 1));
  expect(notifications).toMatchObject([
    {
      mail: { messageId: id, source: "", destination: ["list@sender.example"] },
      receipt: {
        recipients: [`alice@${domain}`, `postmaster+label@${domain}`],
        action: {
          type: "S3",
          topicArn,
          bucketName: standby.bucket,
          objectKeyPrefix: "alice",
          objectKey: `alice/${id}`,
        },
      },
    },
    { receipt: { recipients: [`bob@${domain}`], action: { objectKey: `bob/${id}` } } },
  ]);
});

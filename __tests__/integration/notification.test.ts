import { createTransport } from "nodemailer";
import { NotificationQueue } from "../../fixtures/localstack/notification-queue";
import { Standby } from "../../fixtures/localstack/standby";

let standby: Standby;
let queue: NotificationQueue;

beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob"] },
    ],
  });
  queue = await NotificationQueue.open(standby.cloud, standby.ruleSet);
  await standby.apply({}, queue.publishTo);
});
afterAll(() => standby.close());

test("publishes one notification for each object, with recipients not in headers", async () => {
  const endpoint = await standby.startEndpoint();
  const smtp = createTransport({ host: "127.0.0.1", port: endpoint.port, ignoreTLS: true });
  const { domain } = standby;
  const { response } = await smtp.sendMail({
    envelope: { from: "", to: [`alice@${domain}`, `postmaster+label@${domain}`, `bob@${domain}`] },
    raw: "From: sender@sender.example\r\nTo: list@sender.example\r\nSubject: To a list\r\n\r\nHello\r\n",
  });
  const id = response.replace("250 OK ", "");
  await endpoint.idle();

  const all = await queue.take(2);
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
          topicArn: queue.topicArn,
          bucketName: standby.bucket,
          objectKeyPrefix: "alice",
          objectKey: `alice/${id}`,
        },
      },
    },
    { receipt: { recipients: [`bob@${domain}`], action: { objectKey: `bob/${id}` } } },
  ]);
  expect(queue.setups.sort()).toEqual(["alice", "bob"].map((prefix) => `${prefix}/AMAZON_SES_SETUP_NOTIFICATION`));
});

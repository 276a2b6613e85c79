import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../../fixtures/command";
import { LOCALSTACK_CREDENTIALS, localStackEndpoint } from "../../fixtures/localstack/cloud";
import { Standby } from "../../fixtures/localstack/standby";
import type { Result } from "../../operator/doctor/model";
import { lastingChanges } from "./support/lasting-changes";

const DEADLINE_MS = 90_000;

let standby: Standby;
let queueUrl: string;
let topicArn: string;
const alarmName = (kind: string) => `${standby.bucket.replaceAll(".", "-")}-alerts-${kind}`;

beforeAll(async () => {
  standby = await Standby.create({
    mailboxes: [{ user: "alice", addresses: ["alice", "postmaster"] }],
    alerts: { email: ["you@example.com"] },
    retention: { waitingDays: 365 },
  });
  await standby.apply();
  const { cloud } = standby;
  const { MetricAlarms = [] } = await cloud.cloudwatch.describeAlarms({ AlarmNames: [alarmName("lost")] });
  topicArn = MetricAlarms[0]!.AlarmActions![0]!;
  queueUrl = (await cloud.sqs.createQueue({ QueueName: alarmName("inbox") })).QueueUrl!;
  const { Attributes } = await cloud.sqs.getQueueAttributes({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] });
  await cloud.sns.subscribe({
    TopicArn: topicArn,
    Protocol: "sqs",
    Endpoint: Attributes!.QueueArn!,
    Attributes: { RawMessageDelivery: "true" },
  });
});
afterAll(() => standby.close());

/** Waits until the topic reports this state. */
async function reported(kind: string, state: string): Promise<{ AlarmDescription: string }> {
  for (const end = Date.now() + DEADLINE_MS; Date.now() < end;) {
    const { Messages = [] } = await standby.cloud.sqs.receiveMessage({ QueueUrl: queueUrl, WaitTimeSeconds: 2 });
    for (const { Body = "", ReceiptHandle } of Messages) {
      await standby.cloud.sqs.deleteMessage({ QueueUrl: queueUrl, ReceiptHandle });
      const alert = JSON.parse(Body) as { AlarmName: string; NewStateValue: string; AlarmDescription: string };
      if (alert.AlarmName === alarmName(kind) && alert.NewStateValue === state) return alert;
    }
    await sleep(100);
  }
  throw new Error(`expected ${kind} to report ${state}`);
}

test("the alarms are applied as synthesized, and applying them again changes nothing", async () => {
  const { MetricAlarms = [] } = await standby.cloud.cloudwatch.describeAlarms({ AlarmNamePrefix: alarmName("") });
  expect(MetricAlarms.map(({ MetricName }) => MetricName).sort()).toEqual([
    "PublishExpired",
    "PublishFailure",
    "Received",
  ]);
  const { TopicConfigurations } = await standby.cloud.s3.getBucketNotificationConfiguration({ Bucket: standby.bucket });
  expect(TopicConfigurations).toMatchObject([{ TopicArn: topicArn }]);
  const { Subscriptions = [] } = await standby.cloud.sns.listSubscriptionsByTopic({ TopicArn: topicArn });
  expect(Subscriptions).toContainEqual(expect.objectContaining({ Protocol: "email", Endpoint: "you@example.com" }));
  expect(lastingChanges(await standby.apply())).toEqual([]);
});

test("an alarm reaches a subscriber, with the remedy", async () => {
  const set = { AlarmName: alarmName("lost"), StateValue: "ALARM", StateReason: "a test" } as const;
  await standby.cloud.cloudwatch.setAlarmState(set);
  expect(await reported("lost", "ALARM")).toMatchObject({
    AlarmDescription: expect.stringContaining("standby-mx") as string,
  });
});

test("doctor checks the alarms", async () => {
  const set = (StateValue: "OK" | "ALARM") =>
    standby.cloud.cloudwatch.setAlarmState({ AlarmName: alarmName("lost"), StateValue, StateReason: "a test" });
  const look = async () => {
    const args = ["doctor", "alerts-alarms", "--settings", standby.settingsFile, "--json"];
    const { stdout } = await runCommand([...args, "--endpoint-url", localStackEndpoint()], LOCALSTACK_CREDENTIALS);
    return (JSON.parse(stdout) as { results: readonly Result[] }).results;
  };
  await set("ALARM");
  expect(await look()).toMatchObject([
    { id: "alerts-alarms", status: "FAIL", why: expect.stringContaining("lost") as string },
  ]);
  await set("OK");
  await standby.cloud.cloudwatch.disableAlarmActions({ AlarmNames: [alarmName("failing")] });
  expect(await look()).toMatchObject([
    { status: "WARN", fix: expect.stringContaining(alarmName("failing")) as string },
  ]);
  await standby.cloud.cloudwatch.enableAlarmActions({ AlarmNames: [alarmName("failing")] });
  expect(await look()).toMatchObject([{ status: "OK", found: "3 alarms" }]);
});

test("took-over rings when mail is received, and ends without further data", async () => {
  const { cloudwatch } = standby.cloud;
  const { MetricAlarms = [] } = await cloudwatch.describeAlarms({ AlarmNames: [alarmName("took-over")] });
  const { AlarmName, AlarmActions, OKActions, Namespace, MetricName, Dimensions, Statistic, Threshold } =
    MetricAlarms[0]!;
  const { ComparisonOperator, TreatMissingData, AlarmDescription } = MetricAlarms[0]!;
  // The alarm with the shortest period, so that the test does not wait for 45 minutes.
  const short = { Period: 10, EvaluationPeriods: 1 };
  const same = { AlarmName, AlarmActions, OKActions, Namespace, MetricName, Dimensions, Statistic, Threshold };
  // LocalStack evaluates an alarm at once and after each period, with the data of the last three periods.
  const Timestamp = new Date(Date.now() - 21_000);
  await cloudwatch.putMetricData({
    Namespace,
    MetricData: [{ MetricName, Dimensions, Value: Threshold! + 1, Timestamp }],
  });
  await cloudwatch.putMetricAlarm({ ...same, ComparisonOperator, TreatMissingData, AlarmDescription, ...short });
  await reported("took-over", "ALARM");
  await reported("took-over", "OK");
});

import type { AlertSettings } from "../../../settings/alerts";
import { parse, sound } from "../settings/support";
import { statements } from "./policy";
import { mailbox, settings } from "./settings";
import { synthFirst, type SynthesizedBlock } from "./synth";

const account = "${data.aws_caller_identity.account.account_id}";
const DESCRIPTION_LIMIT = 1024;

/** The settings as an operator writes them. */
function alerts(written: object = {}): AlertSettings {
  return parse({ ...sound, alerts: { email: ["you@example.com"], ...written } }).settings.alerts!;
}

const withAll = { alerts: alerts(), envelopeQueue: "envelopes", retention: { deletedDays: 30, waitingDays: 365 } };
const stack = synthFirst(settings(withAll));
const alarmsOf = (more: object) => Object.values(synthFirst(settings(more)).resources("aws_cloudwatch_metric_alarm"));
const alarm = (kind: string): SynthesizedBlock =>
  Object.values(stack.resources("aws_cloudwatch_metric_alarm")).find((block) =>
    String(block.alarm_name).endsWith(`alerts-${kind}`),
  )!;
const topicArn = `\${${Object.keys(stack.resources("aws_sns_topic")).find((name) => name.includes("alerts"))}.arn}`;

test("no alarm is made without the setting", () => {
  expect(synthFirst(settings()).json).not.toMatch(/cloudwatch|aws_sns_|notification/);
});

test("four alarms stay within the ten free alarms of AWS", () => {
  expect(alarmsOf(withAll)).toHaveLength(4);
  for (const block of alarmsOf(withAll)) expect(Number(block.period) % 60).toBe(0); // high resolution costs more
});

test.each([
  ["lost", "PublishExpired", { threshold: 1, period: 300, evaluation_periods: 1 }, false],
  ["failing", "PublishFailure", { threshold: 1, period: 300, evaluation_periods: 1 }, true],
  ["took-over", "Received", { threshold: 5, period: 900, evaluation_periods: 3, datapoints_to_alarm: 2 }, true],
])("%s counts the rule set's %s", (kind, metric, when, saysWhenOver) => {
  expect(alarm(kind)).toMatchObject({
    namespace: "AWS/SES",
    metric_name: metric,
    dimensions: { RuleSetName: "main-ruleset" },
    statistic: "Sum",
    comparison_operator: "GreaterThanOrEqualToThreshold",
    treat_missing_data: "notBreaching",
    alarm_actions: [topicArn],
    ok_actions: saysWhenOver ? [topicArn] : [],
    ...when,
  });
});

test("unread-queue watches the age of the oldest record", () => {
  expect(alarm("unread-queue")).toMatchObject({
    namespace: "AWS/SQS",
    metric_name: "ApproximateAgeOfOldestMessage",
    dimensions: { QueueName: "envelopes" },
    statistic: "Maximum",
    threshold: 7200,
    treat_missing_data: "notBreaching",
  });
  expect(alarmsOf({ alerts: alerts() }).map(({ alarm_name }) => alarm_name)).not.toContainEqual(
    expect.stringContaining("queue"),
  );
});

test("no alarm acts on missing data, and none watches the number of objects", () => {
  expect(stack.json).not.toMatch(/insufficient_data_actions|NumberOfObjects/);
});

test("an expired waiting message is reported only if mail expires", () => {
  expect(stack.resource("aws_s3_bucket_notification")).toMatchObject({
    topic: [{ topic_arn: topicArn, events: ["s3:LifecycleExpiration:DeleteMarkerCreated"] }],
  });
  expect(synthFirst(settings({ alerts: alerts() })).resources("aws_s3_bucket_notification")).toEqual({});
  const off = settings({ ...withAll, alerts: alerts({ expiredUnread: false }) });
  expect(synthFirst(off).resources("aws_s3_bucket_notification")).toEqual({});
});

test("unread-queue is one alarm for each of several hosts", () => {
  const [one, two] = [mailbox("alice", { host: "one" }), mailbox("bob", { host: "two" })];
  const alarms = alarmsOf({ ...withAll, mailboxes: [one, two] }).filter(({ namespace }) => namespace === "AWS/SQS");
  expect(alarms.map(({ alarm_name, dimensions }) => [alarm_name, dimensions])).toEqual([
    ["example-org-mail-stocker-alerts-unread-queue-one", { QueueName: "envelopes-one" }],
    ["example-org-mail-stocker-alerts-unread-queue-two", { QueueName: "envelopes-two" }],
  ]);
});

test("thresholds and periods are settings, and each alarm can be off", () => {
  const [only, ...more] = alarmsOf({
    alerts: alerts({ lost: false, failing: false, tookOver: { messages: 20, minutes: 60 }, unreadQueue: false }),
    envelopeQueue: "envelopes",
  });
  expect(more).toEqual([]);
  expect(only).toMatchObject({ threshold: 20, period: 3600 });
});

test("only this account's alarms and bucket may publish to the topic", () => {
  const { bucket } = stack.resource("aws_s3_bucket_notification");
  const alone = synthFirst(settings({ ...withAll, envelopeQueue: undefined }));
  const found = statements(alone, "aws_sns_topic_policy");
  expect(found).toMatchObject([
    {
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: "sns:Publish",
      Condition: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: {
          "aws:SourceArn": `arn:aws:cloudwatch:eu-west-1:${account}:alarm:example-org-mail-stocker-alerts-*`,
        },
      },
    },
    {
      Principal: { Service: "s3.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": `arn:aws:s3:::${String(bucket)}` },
      },
    },
  ]);
  expect(found).toHaveLength(2);
});

test("each description explains the alarm and names a command, within AWS's limit", () => {
  for (const { alarm_description: text } of alarmsOf(withAll)) {
    expect(Buffer.byteLength(String(text))).toBeLessThanOrEqual(DESCRIPTION_LIMIT);
    expect(text).toMatch(/`(standby-mx|cdktf) [a-z]+/);
  }
});

test("an address on the operator's own domain gets a warning", () => {
  const { warnings } = parse({ ...sound, alerts: { email: ["you@example.com", "alice@Example.org"] } });
  expect(warnings).toMatchObject([{ path: "alerts.email[1]" }]);
});

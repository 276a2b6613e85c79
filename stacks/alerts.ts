import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { AlertSettings } from "../settings/alerts";
import { unreadQueueAlarm } from "../settings/names/derived-names";
import type { EnvelopeQueueNames } from "../settings/names/envelope-queues";
import type { Retention } from "../settings/model";
import { MINUTE_S } from "../lib/time";
import { bucketArn, policyJson } from "./policy-document";
import { skipCheck } from "./skip-check";
import { literalText, quotable } from "./terraform-text";

export interface AlertsProps {
  /** The name of the topic, and the start of each alarm's name. */
  readonly name: string;

  readonly alerts: AlertSettings;

  readonly region: string;

  /** The account; a reference or twelve digits. */
  readonly account: string;

  readonly ruleSet: string;

  /** Name of the mail bucket in this region; the literal name or a reference. */
  readonly bucketName: string;

  /** The queues, each with an alarm; with several hosts each host has a queue. */
  readonly envelopeQueues: readonly Pick<EnvelopeQueueNames, "name" | "host">[];

  /** The days after which waiting messages expire. */
  readonly retention: Retention;
}

type AlarmConfig = Pick<
  CloudwatchMetricAlarmConfig,
  | "namespace"
  | "metricName"
  | "dimensions"
  | "statistic"
  | "threshold"
  | "period"
  | "evaluationPeriods"
  | "datapointsToAlarm"
> & { readonly text: string; readonly saysWhenOver: boolean };

/**
 * Alerts by e-mail, through CloudWatch and SNS, which work while the mail server is down.
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-metrics.html
 */
export class Alerts extends Construct {
  private readonly topicArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlertsProps,
  ) {
    super(scope, id);
    const { name, alerts, envelopeQueues } = props;
    const topic = new SnsTopic(this, "topic", { name });
    this.topicArn = topic.arn;
    skipCheck(
      topic,
      "CKV_AWS_26",
      "CloudWatch cannot publish to a topic with AWS's own key, and a key of your own costs more than the alerts.",
    );
    const policy = new SnsTopicPolicy(this, "topic-policy", { arn: topic.arn, policy: this.topicPolicy() });
    for (const address of alerts.email) {
      new SnsTopicSubscription(this, `email-${address}`, {
        topicArn: topic.arn,
        protocol: "email",
        endpoint: literalText(address),
      });
    }

    if (alerts.lost)
      this.addAlarm("lost", { ...this.onRuleSet("PublishExpired", alerts.lost), saysWhenOver: false, text: LOST });
    if (alerts.failing) {
      this.addAlarm("failing", {
        ...this.onRuleSet("PublishFailure", alerts.failing),
        saysWhenOver: true,
        text: FAILING,
      });
    }
    if (alerts.tookOver) {
      const periods = { evaluationPeriods: 3, datapointsToAlarm: 2 };
      this.addAlarm("took-over", {
        ...this.onRuleSet("Received", alerts.tookOver),
        ...periods,
        saysWhenOver: true,
        text: TOOK_OVER,
      });
    }
    for (const queue of alerts.unreadQueue ? envelopeQueues : []) {
      this.addAlarm(unreadQueueAlarm(queue), {
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: queue.name },
        statistic: "Maximum",
        threshold: alerts.unreadQueue!.minutes * MINUTE_S,
        period: QUEUE_PERIOD_S,
        evaluationPeriods: 1,
        saysWhenOver: true,
        text: UNREAD_QUEUE,
      });
    }
    if (this.reportsExpiry) {
      // The one event that means a waiting message in a versioned bucket:
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configure-notification.html
      new S3BucketNotification(this, "expired-unread", {
        bucket: props.bucketName,
        topic: [{ topicArn: topic.arn, events: ["s3:LifecycleExpiration:DeleteMarkerCreated"] }],
        // S3 publishes a test event when the notification is created, so the policy must exist.
        dependsOn: [policy],
      });
    }
  }

  private get reportsExpiry(): boolean {
    return reportsExpiry(this.props.alerts, this.props.retention);
  }

  private onRuleSet(metricName: string, { messages, minutes }: { messages: number; minutes: number }) {
    return {
      namespace: "AWS/SES",
      metricName,
      dimensions: { RuleSetName: this.props.ruleSet },
      statistic: "Sum",
      threshold: messages,
      period: minutes * MINUTE_S,
      evaluationPeriods: 1,
    };
  }

  private addAlarm(kind: string, { text, saysWhenOver, ...config }: AlarmConfig): void {
    new CloudwatchMetricAlarm(this, kind, {
      ...config,
      alarmName: `${this.props.name}-${kind}`,
      alarmDescription: text,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      // These metrics have no data while nothing happens:
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
      treatMissingData: "notBreaching",
      alarmActions: [this.topicArn],
      okActions: saysWhenOver ? [this.topicArn] : [],
    });
  }

  private topicPolicy(): string {
    const { name, account, region, bucketName } = this.props;
    const publish = (Sid: string, Service: string, source: string) => ({
      Sid,
      Effect: "Allow",
      Principal: { Service },
      Action: "sns:Publish",
      Resource: this.topicArn,
      Condition: { StringEquals: { "aws:SourceAccount": account }, ArnLike: { "aws:SourceArn": source } },
    });
    const alarms = `arn:aws:cloudwatch:${region}:${account}:alarm:${name}-*`;
    const statements = [
      publish("AllowAlarmsPublish", "cloudwatch.amazonaws.com", alarms),
      ...(this.reportsExpiry ? [publish("AllowBucketPublish", "s3.amazonaws.com", bucketArn(bucketName))] : []),
    ];
    return quotable(this, policyJson(statements));
  }
}

/** Whether the bucket publishes an event of each waiting message that expires. */
export function reportsExpiry({ expiredUnread }: AlertSettings, { waitingDays }: Retention): boolean {
  return expiredUnread && waitingDays !== undefined;
}

const QUEUE_PERIOD_S = 5 * MINUTE_S;

const LOST =
  "SES has stopped trying to store at least one message in the bucket (it tries for 36 hours): the message is lost, and its sender " +
  "may not know. Look at the bucket policy and at what changed: run `standby-mx doctor --only aws`, and `standby-mx review` on " +
  "the last change of the settings.";
const FAILING =
  "SES cannot store messages in the bucket. It tries again for 36 hours, so nothing is lost yet. Run `standby-mx doctor --only " +
  "aws`; correct the bucket policy or the receipt rules, then run `cdktf deploy`.";
const TOOK_OVER =
  "The standby receives mail: either your mail server is down or unreachable, or spammers use the standby, as they do with " +
  "every second MX. If your server is down, nothing is lost: the mail waits in S3. When the server is back, run `standby-mx " +
  "import`.";
const UNREAD_QUEUE =
  "The importer has not read the envelope queue for hours, while mail came by the standby. If your mail server is up, its importer does " +
  "not run: look at its timer or cron line, and run `standby-mx import` by hand. A record is kept for 14 days.";

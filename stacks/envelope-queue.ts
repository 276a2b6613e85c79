import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { onlyRulesOf, policyJson, type RuleSetPlace } from "./policy-document";
import { skipCheck } from "./skip-check";
import { quotable } from "./terraform-text";

export interface EnvelopeQueueProps extends RuleSetPlace {
  /** Name of the queue and of the topic. */
  readonly name: string;
}

/**
 * The maximum of SQS. In a longer outage records expire, and the importer then delivers the messages without their
 * envelopes.
 */
const MAX_RETENTION_SECONDS = 14 * 24 * 60 * 60;

/**
 * An SNS topic to which SES publishes the envelope of each stored message; `addQueue` adds the SQS queue that keeps the
 * envelopes.
 */
export class EnvelopeQueue extends Construct {
  /** ARN of the topic, for the S3 actions of the receipt rules. */
  readonly topicArn: string;

  /**
   * Resources that must exist before a rule names the topic: SES publishes to the topic when a rule is created, and
   * refuses the rule if publishing fails.
   */
  readonly ready: ITerraformDependable[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: EnvelopeQueueProps,
  ) {
    super(scope, id);
    const { name, ...place } = props;
    const topic = new SnsTopic(this, "topic", { name });
    this.topicArn = topic.arn;
    skipCheck(
      topic,
      "CKV_AWS_26",
      "SES cannot publish to a topic with AWS's own key, and a key of your own costs more than the mail; a topic keeps nothing.",
    );
    const allowed = allow("AllowSESPublish", "ses.amazonaws.com", "sns:Publish", topic.arn, onlyRulesOf(place));
    this.ready = [new SnsTopicPolicy(this, "topic-policy", { arn: topic.arn, policy: this.policy([allowed]) })];
  }

  /** @param others topics of other hosts, which also publish to the queue */
  addQueue(others: readonly EnvelopeQueue[] = []): void {
    const queue = new SqsQueue(this, "queue", {
      name: this.props.name,
      messageRetentionSeconds: MAX_RETENTION_SECONDS,
      sqsManagedSseEnabled: true,
    });
    const sources = [this, ...others];
    const allowed = sources.map(({ topicArn }, index) =>
      allow(`AllowTopicSend${index === 0 ? "" : index + 1}`, "sns.amazonaws.com", "sqs:SendMessage", queue.arn, {
        ArnEquals: { "aws:SourceArn": topicArn },
      }),
    );
    const queuePolicy = new SqsQueuePolicy(this, "queue-policy", { queueUrl: queue.url, policy: this.policy(allowed) });
    for (const source of sources) {
      const id = source === this ? "subscription" : `subscription-${source.props.name}`;
      const subscription = new SnsTopicSubscription(this, id, {
        topicArn: source.topicArn,
        protocol: "sqs",
        endpoint: queue.arn,
        // The queue gets SES's notification itself, not wrapped in SNS's JSON.
        rawMessageDelivery: true,
        dependsOn: [queuePolicy],
      });
      this.ready.push(subscription);
    }
  }

  private policy(statements: readonly object[]): string {
    return quotable(this, policyJson(statements));
  }
}

function allow(Sid: string, Service: string, Action: string, Resource: string, Condition: object): object {
  return { Sid, Effect: "Allow", Principal: { Service }, Action, Resource, Condition };
}

import { isOfAlerts } from "../facts/alerts";
import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { narrowed } from "../facts/grants";
import { topicArns } from "../facts/mail-places";
import { isTopicSend } from "../facts/topic-send";
import { numbers } from "../model/json";
import { goneOf, updatesOf } from "../model/select";

const QUEUE_RESOURCE_TYPES = [
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_sns_topic_subscription",
  "aws_sqs_queue",
  "aws_sqs_queue_policy",
];

const RETENTION_PATH = "message_retention_seconds";

export const envelopeQueueLost: DangerRule = {
  id: "envelope-queue-lost",
  mail: "no mail is lost; but the importer gets no more envelopes: a catch-all gets copies of other users' mail, and a watching importer is not notified of new mail",
  since: "the first message after the apply; records in a deleted queue are lost",
  *find(comparison) {
    const removals = goneOf(comparison, ...QUEUE_RESOURCE_TYPES).filter(({ address }) => !isOfAlerts(address));
    // When the queue is deleted, its other parts are not reported too.
    const queues = removals.filter(({ type }) => type === "aws_sqs_queue");
    for (const change of queues.length > 0 ? queues : removals) {
      yield { address: change.address, what: `of the envelope queue: ${describeChange(change)}` };
    }
    for (const { address, before, after } of updatesOf(comparison, "aws_sqs_queue")) {
      const [[long], [short]] = [numbers(before, RETENTION_PATH), numbers(after, RETENTION_PATH)];
      if (long !== undefined && short !== undefined && short < long)
        yield { address, what: `the queue keeps records for ${short} seconds instead of ${long}` };
    }
    for (const { address, before, after } of updatesOf(comparison, "aws_sqs_queue_policy")) {
      const topics = topicArns(comparison.after);
      // A removed topic is reported by itself.
      const grants = narrowed(before.policy, after.policy, (grant) => {
        return grant.effect === "Deny" || isTopicSend(grant, topics);
      });
      for (const grant of grants) yield { address, what: `the envelope queue no longer accepts ${grant}` };
    }
  },
};

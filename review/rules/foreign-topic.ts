import { addTo } from "../../lib/group-by";
import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";
import { isOfAlerts } from "../facts/alerts";
import { changesOf, resourcesOf } from "../model/select";
import { text, texts, type JsonObject } from "../model/json";
import { topicArns } from "../facts/mail-places";
import { UNKNOWN_VALUE } from "../model/stack";

export const foreignTopic: DangerRule = {
  id: "foreign-topic",
  mail: "subscribers of that topic get the envelope and headers of every message; if the topic's policy denies SES, SES refuses the rule, or retries for 36 hours",
  since: "the apply",
  *find(comparison) {
    const ours = topicArns(comparison.after);
    const rules = new Map<string, string[]>();
    for (const { before, after } of changesOf(comparison, "aws_ses_receipt_rule")) {
      const topicsBefore = topicsOf(before);
      const newTopics = topicsOf(after).filter((arn) => !topicsBefore.includes(arn) && arn !== UNKNOWN_VALUE);
      for (const arn of newTopics.filter((arn) => !ours.has(arn))) {
        addTo(rules, arn, text(after, "name") ?? "");
      }
    }
    const queues = resourcesOf(comparison.after, "aws_sqs_queue");
    const ourQueues = queues.flatMap(({ address, values }) => [`\${${address}.arn}`, ...texts(values, "arn")]);
    for (const { address, before, after } of changesOf(comparison, "aws_sns_topic_subscription")) {
      const endpoint = text(after, "endpoint");
      if (endpoint === undefined || isOfAlerts(address) || endpoint === text(before, "endpoint")) continue;
      // The ARN of a queue that the apply creates is not known before.
      if (!ourQueues.includes(endpoint) || text(after, "protocol") !== "sqs")
        yield { address, what: `the envelopes go to ${text(after, "protocol")} ${endpoint} too` };
    }
    for (const [arn, names] of rules) yield { what: `rule ${listOf(names)} notifies a topic of another stack, ${arn}` };
  },
};

const NOTIFYING_ACTIONS = ["s3_action", "stop_action", "bounce_action", "lambda_action", "workmail_action"];

function topicsOf(rule: JsonObject | undefined): string[] {
  return [...new Set(NOTIFYING_ACTIONS.flatMap((action) => texts(rule, `${action}.topic_arn`)))];
}

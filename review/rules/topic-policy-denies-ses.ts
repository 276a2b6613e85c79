import type { DangerRule } from "../model/danger";
import { listOf, resourceName } from "../model/describe";
import { changesOf } from "../model/select";
import { text } from "../model/json";
import { rulesDeniedPublish } from "../facts/topic-publish";

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html */
export const topicPolicyDeniesSes: DangerRule = {
  id: "topic-policy-denies-ses",
  mail: "the importer gets no more envelopes: a catch-all gets copies of other users' mail, and a watching importer is not notified of new mail; SES refuses to create or change a rule if SES may not publish to its topic",
  since: "the first message after the apply",
  *find({ before, after, rulesAt, ...rest }) {
    const deniedBefore = rulesDeniedPublish(before, rulesAt.before.applied);
    const denied = rulesDeniedPublish(after, rulesAt.after.applied).filter((rule) => !deniedBefore.includes(rule));
    if (denied.length > 0) yield { what: `the topic's policy no longer lets SES publish for ${listOf(denied)}` };

    const comparison = { before, after, ...rest };
    for (const { address, type, ...change } of changesOf(comparison, "aws_sns_topic", "aws_sqs_queue")) {
      const key = text(change.after, "kms_master_key_id");
      if (key === undefined || key === text(change.before, "kms_master_key_id")) continue;
      const [kind, service] = type === "aws_sns_topic" ? ["topic", "SES"] : ["queue", "SNS"];
      // The policy of an AWS managed key cannot be changed.
      const how = key.includes("alias/aws/") ? `which ${service} may not use` : `whose policy must admit ${service}`;
      yield { address, what: `${kind} ${resourceName(change.after) ?? address} gets the KMS key ${key}, ${how}` };
    }
  },
};

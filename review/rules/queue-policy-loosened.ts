import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";
import { isOfAlerts } from "../facts/alerts";
import { grantsOf, describeGrants, uncovered, type Grant } from "../facts/grants";
import { topicArns } from "../facts/mail-places";
import { onlyOurAccount } from "../facts/our-account";
import { isTopicSend } from "../facts/topic-send";

export const queuePolicyLoosened: DangerRule = {
  id: "queue-policy-loosened",
  mail: "forged records can make the importer delete the catch-all's only copy of a message, or deliver a message with a false envelope",
  since: "the apply",
  *find(comparison) {
    const ourTopics = topicArns(comparison.after);
    for (const { address, before, after } of changesOf(comparison, "aws_sns_topic_policy", "aws_sqs_queue_policy")) {
      const [grantsBefore, grantsAfter] = [before, after].map((values) =>
        grantsOf(values?.policy).filter(({ effect }) => effect === "Allow"),
      );
      const isOurs = onlyOurAccount(comparison, grantsBefore ?? []);
      const wider = uncovered(grantsAfter ?? [], grantsBefore ?? []).filter((grant) => {
        const isNeeded = isOfAlerts(address) ? isAlertPublish(grant) : isSesPublish(grant);
        return !(isNeeded && isOurs(grant)) && !isTopicSend(grant, ourTopics);
      });
      const target = isOfAlerts(address) ? "the alerts' topic" : "the envelope queue";
      for (const grant of describeGrants(wider)) yield { address, what: `${target} now accepts ${grant}` };
    }
  },
};

/** The stack needs this grant, but for its own account only. */
function isSesPublish({ principal, action }: Grant): boolean {
  return principal === "Service ses.amazonaws.com" && action === "sns:publish";
}

/** The alerts need this grant for alarms and the mail bucket, but for the stack's own account only. */
function isAlertPublish({ principal, action }: Grant): boolean {
  const services = ["Service cloudwatch.amazonaws.com", "Service s3.amazonaws.com"];
  return services.includes(principal) && action === "sns:publish";
}

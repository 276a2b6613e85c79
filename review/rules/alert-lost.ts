import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { flag, texts } from "../model/json";
import { goneOf, updatesOf } from "../model/select";
import { isOfAlerts } from "../facts/alerts";

const ALERT_RESOURCE_TYPES = [
  "aws_cloudwatch_metric_alarm",
  "aws_s3_bucket_notification",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_sns_topic_subscription",
];

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
export const alertLost: DangerRule = {
  id: "alert-lost",
  mail: "no mail is lost; but the operator gets no alert when the standby takes over, fails or loses mail",
  since: "the apply",
  *find(comparison) {
    for (const change of goneOf(comparison, ...ALERT_RESOURCE_TYPES).filter(({ address }) => isOfAlerts(address))) {
      yield { address: change.address, what: `of the alerts: ${describeChange(change)}` };
    }
    for (const { address, before, after } of updatesOf(comparison, "aws_cloudwatch_metric_alarm")) {
      const actions = texts(after, "alarm_actions");
      if (texts(before, "alarm_actions").some((action) => !actions.includes(action))) {
        yield { address, what: "the alarm loses actions: alarm_actions is shorter" };
      }
      const isOff = after.actions_enabled !== undefined && !flag(after, "actions_enabled");
      if (isOff && before.actions_enabled !== after.actions_enabled)
        yield { address, what: "the alarm's actions are off" };
    }
  },
};

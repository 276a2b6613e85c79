import type { DangerFinding, DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { flag, numbers, text, texts } from "../model/json";
import { changesOf, goneOf, resourcesOf, updatesOf } from "../model/select";
import type { Assessed } from "../model/stack";
import { isOfAlerts } from "../facts/alerts";
import { narrowed } from "../facts/grants";

const ALERT_RESOURCE_TYPES = [
  "aws_cloudwatch_metric_alarm",
  "aws_s3_bucket_notification",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_sns_topic_subscription",
];

/** The numbers of an alarm that make the alarm go off later, or not at all, if they are higher. */
const ALARM_DELAYS = ["threshold", "period", "evaluation_periods", "datapoints_to_alarm"];

/** New addresses whose mail comes to the mail server, and to the standby while the mail server is down. */
function* alertsToOwnDomains(comparison: Assessed, allStacks: readonly Assessed[]): Iterable<DangerFinding> {
  const identities = allStacks.flatMap(({ after }) => resourcesOf(after, "aws_ses_domain_identity"));
  const ownDomains = identities.map(({ values }) => text(values, "domain"));
  for (const { address, before, after } of changesOf(comparison, "aws_sns_topic_subscription")) {
    const endpoint = text(after, "endpoint");
    if (!isOfAlerts(address) || endpoint === undefined || endpoint === text(before, "endpoint")) continue;
    const domain = endpoint.slice(endpoint.lastIndexOf("@") + 1).toLowerCase();
    if (ownDomains.includes(domain))
      yield { address, what: `the alerts for ${endpoint} wait in the standby while the mail server is down` };
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
export const alertLost: DangerRule = {
  id: "alert-lost",
  mail: "no mail is lost; but the operator gets no alert when the standby takes over, fails or loses mail",
  since: "the apply",
  *find(comparison, allStacks) {
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
      for (const name of ALARM_DELAYS) {
        const [[lower = 0], [higher = 0]] = [numbers(before, name), numbers(after, name)];
        if (higher > lower)
          yield { address, what: `the alarm goes off later: its ${name} is ${higher} instead of ${lower}` };
      }
    }
    for (const { address, before, after } of updatesOf(comparison, "aws_sns_topic_policy")) {
      if (!isOfAlerts(address)) continue;
      for (const grant of narrowed(before.policy, after.policy))
        yield { address, what: `the alerts' topic no longer accepts ${grant}` };
    }
    yield* alertsToOwnDomains(comparison, allStacks);
  },
};

import { DAY_MS } from "../../../../lib/time";
import type { Settings } from "../../../../settings/model";
import { alertsNameFor, unreadQueueAlarm } from "../../../../settings/names/derived-names";
import { envelopeQueues } from "../../../../settings/names/envelope-queues";
import type { MetricAlarm } from "../../aws/cloudwatch";
import type { Finding } from "../../model";
import { awsCheck, regionNames } from "./aws-check";
import { regionNamed } from "./subjects";

export const alertsAlarms = awsCheck({
  id: "alerts-alarms",
  title: "Do the alarms exist, do they report, and is none in alarm?",
  subjects: (context) => (context.settings.alerts ? regionNames(context) : []),
  async look(name, context): Promise<Finding> {
    const prefix = `${alertsNameFor(regionNamed(context, name).bucket)}-`;
    const alarms = await context.aws.alarms(name, prefix);
    const expected = expectedKinds(context.settings).map((kind) => prefix + kind);
    return judgeAlarms(expected, alarms, context.machine.now());
  },
});

/** The kinds of alarms that stacks/alerts.ts creates. */
function expectedKinds(settings: Settings): readonly string[] {
  const { alerts } = settings;
  if (!alerts) return [];
  return [
    alerts.lost && "lost",
    alerts.failing && "failing",
    alerts.tookOver && "took-over",
    ...(alerts.unreadQueue ? envelopeQueues(settings).map(unreadQueueAlarm) : []),
  ].filter((kind) => typeof kind === "string");
}

export function judgeAlarms(expected: readonly string[], alarms: readonly MetricAlarm[], now: number): Finding {
  const ofName = new Map(alarms.map((alarm) => [alarm.AlarmName, alarm]));
  const listedAlarms = expected.flatMap((name) => ofName.get(name) ?? []);
  const namesOf = (some: readonly MetricAlarm[]) => some.map(({ AlarmName }) => AlarmName).join(", ");
  const inAlarm = listedAlarms.filter(({ StateValue }) => StateValue === "ALARM");
  if (inAlarm.length > 0) {
    return {
      status: inAlarm.some(({ AlarmName }) => AlarmName.endsWith("-lost")) ? "FAIL" : "WARN",
      found: `ALARM: ${inAlarm.map(({ AlarmName, StateReason = "" }) => `${AlarmName} (${StateReason})`).join("; ")}`,
      expected: "OK",
      why: inAlarm.map(({ AlarmDescription = "" }) => AlarmDescription).join(" "),
      advice: "do what the alarm says (docs/alerts.md)",
    };
  }
  const missing = expected.filter((name) => !ofName.has(name));
  if (missing.length > 0) {
    const why = "You get no alert when the standby takes over, fails or loses mail.";
    const advice = "deploy the stack of this region";
    return {
      status: "WARN",
      found: `no alarm ${missing.join(", ")}`,
      expected: "the alarms of the settings",
      why,
      advice,
    };
  }
  const silent = listedAlarms.filter(
    ({ ActionsEnabled, AlarmActions }) => !ActionsEnabled || AlarmActions.length === 0,
  );
  if (silent.length > 0) {
    return {
      status: "WARN",
      found: `the actions of ${namesOf(silent)} are switched off`,
      expected: "actions that are enabled",
      why: "An alarm goes off, and no address gets it.",
      fix: `aws cloudwatch enable-alarm-actions --alarm-names ${silent.map(({ AlarmName }) => AlarmName).join(" ")}`,
    };
  }
  const withoutData = listedAlarms.filter(
    ({ StateValue, StateUpdatedTimestamp }) =>
      StateValue === "INSUFFICIENT_DATA" && now - (StateUpdatedTimestamp?.getTime() ?? now) > DAY_MS,
  );
  if (withoutData.length > 0) {
    return {
      status: "WARN",
      found: `${namesOf(withoutData)} in INSUFFICIENT_DATA for more than a day`,
      expected: "OK, because missing data counts as good",
      why: "CloudWatch does not evaluate the alarm, so the alarm cannot go off.",
      advice: "deploy the stack of this region again",
    };
  }
  return { status: "OK", found: `${expected.length} alarms` };
}

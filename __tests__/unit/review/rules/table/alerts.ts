import type { ReviewCase } from "./row";
import { block, policy, type EditableSettings } from "./sides";

const bothAddresses = ["you@example.com", "me@example.com"];
const withAlerts = (file: EditableSettings) => (file.alerts = { email: bothAddresses });

/** Changes of the alarms, their topic and its subscriptions. */
export const alerts: ReviewCase[] = [
  { name: "alerts", settings: withAlerts, counts: ["7 added"] },
  {
    name: "one alarm off, and one address fewer",
    base: { settings: withAlerts },
    settings: (file) => (file.alerts = { email: ["you@example.com"], lost: false }),
    dangers: [
      "alert-lost: of the alerts: aws_cloudwatch_metric_alarm.alerts_lost_F6E0A272 is deleted",
      "alert-lost: of the alerts: aws_sns_topic_subscription.alerts_email-meexamplecom_A7432F1C is deleted",
    ],
    counts: ["2 deleted"],
  },
  {
    name: "an alert address of an own domain",
    base: { settings: withAlerts },
    settings: (file) => (file.alerts = { email: ["you@example.com", "me@example.com", "Admin@Example.org"] }),
    dangers: ["alert-lost: the alerts for Admin@example.org wait in the standby while the mail server is down"],
    counts: ["1 added"],
  },
  {
    name: "an alarm whose actions are off",
    base: { settings: withAlerts },
    settings: withAlerts,
    edit: (file) => (block(file, "aws_cloudwatch_metric_alarm", "took-over").actions_enabled = false),
    dangers: ["alert-lost: the alarm's actions are off"],
    counts: ["1 changed"],
  },
  {
    name: "a topic of alerts that everybody may publish to",
    base: { settings: withAlerts },
    settings: withAlerts,
    edit: (file) =>
      policy(block(file, "aws_sns_topic_policy", "alerts"), (statements) =>
        statements.push({ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: "*" }),
      ),
    dangers: [
      "public-access: open to everybody: sns:publish on *",
      "queue-policy-loosened: the alerts' topic now accepts everybody: sns:publish on *",
    ],
    counts: ["1 changed"],
  },
  {
    name: "an alarm that waits for more messages, and a topic that takes no alarm",
    base: { settings: withAlerts },
    settings: withAlerts,
    edit: (file) => {
      block(file, "aws_cloudwatch_metric_alarm", "lost").threshold = 1000;
      policy(block(file, "aws_sns_topic_policy", "alerts"), ([alarms]) => (alarms!.Effect = "Deny"));
    },
    dangers: [
      "alert-lost: the alarm goes off later: its threshold is 1000 instead of 1",
      expect.stringMatching(/^alert-lost: the alerts' topic no longer accepts Service cloudwatch/) as string,
    ],
    counts: ["2 changed"],
  },
  {
    name: "an alarm that counts for longer periods",
    base: { settings: withAlerts },
    settings: (file) => (file.alerts = { email: bothAddresses, tookOver: { minutes: 30 } }),
    dangers: ["alert-lost: the alarm goes off later: its period is 1800 instead of 900"],
    counts: ["1 changed"],
  },
  {
    name: "an alarm that counts for shorter periods",
    base: { settings: withAlerts },
    settings: (file) => (file.alerts = { email: bothAddresses, tookOver: { minutes: 10 } }),
    counts: ["1 changed"],
  },
  {
    name: "an alarm without an action",
    base: { settings: withAlerts },
    settings: withAlerts,
    edit: (file) => (block(file, "aws_cloudwatch_metric_alarm", "lost").alarm_actions = []),
    dangers: ["alert-lost: the alarm loses actions: alarm_actions is shorter"],
    counts: ["1 changed"],
  },
];

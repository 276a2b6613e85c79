import * as z from "zod";
import { addressRule, parseAddress } from "./names/addresses";
import type { ValueRule } from "./problem";
import { mapping, stringWithRules } from "./schema-parts";

/** The threshold of an alarm, in the terms of CloudWatch: a number of events within a number of minutes. */
export interface AlarmThreshold {
  readonly messages: number;
  /** Length of one CloudWatch period. */
  readonly minutes: number;
}

/** The alarms that AWS sends by e-mail; an alarm that is `undefined` is off. */
export interface AlertSettings {
  readonly email: readonly string[];
  /** SES gave up storing messages, which are lost. */
  readonly lost: AlarmThreshold | undefined;
  /** SES cannot store messages, and tries again. */
  readonly failing: AlarmThreshold | undefined;
  /** The standby receives mail. */
  readonly tookOver: AlarmThreshold | undefined;
  /** The importer does not read the envelope queue. */
  readonly unreadQueue: { readonly minutes: number } | undefined;
  /** A waiting message expired (`retention.waitingDays`). */
  readonly expiredUnread: boolean;
}

/**
 * The longest period: all evaluated periods together may have at most one day:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MAX_PERIOD_MINUTES = 480;

const emailRule: ValueRule = (text) =>
  addressRule(text) ??
  (parseAddress(text).domain === undefined ? { expected: "a full address, such as you@example.com" } : undefined);

const minutes = z.int().min(1).max(MAX_PERIOD_MINUTES);
const messages = z.int().min(1).max(1_000_000);

function alarm(defaults: AlarmThreshold, description: string) {
  return z
    .union(
      [
        z.literal(false),
        mapping({
          messages: messages
            .default(defaults.messages)
            .meta({ description: "Messages in one period that set the alarm off." }),
          minutes: minutes.default(defaults.minutes).meta({ description: "Minutes of one period." }),
        }),
      ],
      { error: "false, or { messages: number, minutes: number }" },
    )
    .prefault({})
    .meta({ description });
}

export const alertsSchema = mapping({
  email: z.array(stringWithRules(emailRule)).min(1).meta({
    description:
      "Addresses that get the alerts. An address on your own mail server gets none while the server is down.",
  }),
  lost: alarm(
    { messages: 1, minutes: 5 },
    "Goes off when SES stopped trying to store messages; false turns the alarm off.",
  ),
  failing: alarm({ messages: 1, minutes: 5 }, "Goes off when SES cannot store messages and tries again."),
  tookOver: alarm({ messages: 5, minutes: 15 }, "Goes off when the standby receives mail in 2 of 3 periods."),
  unreadQueue: z
    .union(
      [
        z.literal(false),
        mapping({
          minutes: z
            .int()
            .min(5)
            .max(20_160)
            .default(120)
            .meta({ description: "Age of a record that sets the alarm off." }),
        }),
      ],
      { error: "false, or { minutes: number }" },
    )
    .prefault({})
    .meta({ description: "Goes off when the importer does not read the envelope queue." }),
  expiredUnread: z.boolean().default(true).meta({
    description: "Whether AWS reports each waiting message that expires, if retention.waitingDays is set.",
  }),
});

export function toAlerts(file: z.output<typeof alertsSchema> | undefined): AlertSettings | undefined {
  if (file === undefined) return undefined;
  const { email, lost, failing, tookOver, unreadQueue, expiredUnread } = file;
  return {
    email: email.map((text) => {
      const { localPart, domain } = parseAddress(text);
      // The part before the @ keeps its case, because another server may distinguish case.
      return `${text.slice(0, localPart.length)}@${domain}`;
    }),
    lost: lost || undefined,
    failing: failing || undefined,
    tookOver: tookOver || undefined,
    unreadQueue: unreadQueue || undefined,
    expiredUnread,
  };
}

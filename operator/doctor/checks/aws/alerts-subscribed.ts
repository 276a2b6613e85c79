import { alertsNameFor } from "../../../../settings/names/derived-names";
import type { Finding } from "../../model";
import { awsCheck } from "./aws-check";
import { regionNamed } from "./subjects";

/** A subscription as SNS lists it. */
export interface ListedSubscription {
  readonly Endpoint?: string;
  readonly SubscriptionArn?: string;
}

export const alertsSubscribed = awsCheck({
  id: "alerts-subscribed",
  title: "Has each alert address confirmed its subscription?",
  subjects: ({ settings }) => (settings.alerts ? settings.regions.map(({ name }) => name) : []),
  async look(name, context): Promise<Finding> {
    const { account, arn } = await context.aws.caller(name);
    const partition = arn.split(":")[1] ?? "aws";
    const topic = `arn:${partition}:sns:${name}:${account}:${alertsNameFor(regionNamed(context, name).bucket)}`;
    const { sns } = await context.aws.clients(name);
    const subscriptions: ListedSubscription[] = [];
    let NextToken: string | undefined;
    try {
      do {
        const page = await sns.listSubscriptionsByTopic({ TopicArn: topic, NextToken });
        subscriptions.push(...(page.Subscriptions ?? []));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
    } catch (error) {
      if (!(error instanceof Error && /^NotFound/.test(error.name))) throw error;
      return noAlerts(`no topic ${topic}`, "deploy the stack of this region");
    }
    return { ...judgeSubscriptions(context.settings.alerts?.email ?? [], subscriptions), source: topic };
  },
});

export function judgeSubscriptions(addresses: readonly string[], listed: readonly ListedSubscription[]): Finding {
  const arnOf = (address: string) => listed.find(({ Endpoint }) => Endpoint === address)?.SubscriptionArn;
  const missing = addresses.filter((address) => arnOf(address) === undefined);
  if (missing.length > 0)
    return noAlerts(`no subscription of ${missing.join(", ")}`, "deploy the stack of this region");
  const pending = addresses.filter((address) => !arnOf(address)?.startsWith("arn:"));
  if (pending.length > 0) {
    const advice = "follow the link in the mail from AWS Notifications; deploy again if it is older than two days";
    return noAlerts(`${pending.join(", ")} did not confirm the subscription`, advice);
  }
  return { status: "OK", found: addresses.join(", ") };
}

function noAlerts(found: string, advice: string): Finding {
  const why = "An alarm goes off, and no address gets it.";
  return { status: "WARN", found, expected: "a confirmed subscription of each address", why, advice };
}

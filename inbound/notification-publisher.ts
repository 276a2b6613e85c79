import type { Sns } from "./aws-services";
import type { Clock } from "./clock";
import type { OnStored } from "./message-actions";
import { notificationOf, NOTIFICATION_SUBJECT } from "./sns-notification";

/** Publishes each stored message to the topic of its S3 action, if the action has a topic, as SES does. */
export function publishTo(sns: Pick<Sns, "publish">, clock: Clock): OnStored {
  return async (stored) => {
    const TopicArn = stored.write.action.topicArn;
    if (TopicArn === undefined) return;
    const Message = JSON.stringify(notificationOf(stored, clock.now()));
    await sns.publish({ TopicArn, Subject: NOTIFICATION_SUBJECT, Message });
  };
}

import type { Grant } from "./grants";

/** Whether a queue's policy lets a topic of the stack, and no other topic, send to the queue, as the stack needs it. */
export function isTopicSend(
  { principal, action, conditions }: Pick<Grant, "principal" | "action" | "conditions">,
  ourTopics: ReadonlySet<string>,
): boolean {
  const topic = /^ArnEquals aws:SourceArn (\S+)$/.exec(conditions.join(" and "))?.[1];
  return principal === "Service sns.amazonaws.com" && action === "sqs:sendmessage" && ourTopics.has(topic ?? "");
}

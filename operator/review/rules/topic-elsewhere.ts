import { changesOf, listed, type DangerRule } from "../danger";
import { text, texts } from "../json";
import { topicArns } from "../mail-places";
import { unknownValue } from "../marks";

export const topicElsewhere: DangerRule = {
  id: "topic-elsewhere",
  mail: "whoever has that topic is told of every message, with its envelope and headers; if SES may not publish there, it refuses the rule, or tries for 36 hours",
  since: "the apply",
  *find(comparison) {
    const ours = topicArns(comparison.after);
    const rules = new Map<string, string[]>();
    for (const { before, after } of changesOf(comparison, "aws_ses_receipt_rule")) {
      const old = texts(before, "s3_action.topic_arn");
      const fresh = texts(after, "s3_action.topic_arn").filter((arn) => !old.includes(arn) && arn !== unknownValue);
      for (const arn of fresh.filter((one) => !ours.has(one))) {
        rules.set(arn, [...(rules.get(arn) ?? []), text(after, "name") ?? ""]);
      }
    }
    for (const [arn, names] of rules)
      yield { what: `a topic of another stack, ${arn}, is told by rule ${listed(names)}` };
  },
};

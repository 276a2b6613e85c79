import type { DangerRule } from "../model/danger";
import { updatesOf } from "../model/select";
import { isObject, valuesAt, text } from "../model/json";

export const prefixLost: DangerRule = {
  id: "prefix-lost",
  mail: "SES stores messages without a key prefix, which belongs to no mailbox: the messages are kept but not imported",
  since: "the first message after the apply",
  *find(comparison) {
    for (const { address, before, after } of updatesOf(comparison, "aws_ses_receipt_rule")) {
      const isWithoutPrefix = valuesAt(after, "s3_action").some(
        (action) => isObject(action) && !text(action, "object_key_prefix"),
      );
      const had = text(before, "s3_action.object_key_prefix");
      if (isWithoutPrefix && had) yield { address, what: `rule ${text(after, "name")} loses its key prefix "${had}"` };
    }
  },
};

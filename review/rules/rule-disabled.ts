import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";
import { updatesOf } from "../model/select";
import { flag, text, texts } from "../model/json";

export const ruleDisabled: DangerRule = {
  id: "rule-disabled",
  mail: "SES skips the rule: SES refuses its recipients with 550, unless another rule covers them",
  since: "the first message after the apply",
  *find(comparison) {
    for (const { address, before, after } of updatesOf(comparison, "aws_ses_receipt_rule")) {
      if (!flag(before, "enabled") || flag(after, "enabled")) continue;
      yield { address, what: `rule ${text(after, "name")} is switched off (${listOf(texts(after, "recipients"))})` };
    }
  },
};

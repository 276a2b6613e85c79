import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";
import { valuesAt, flag, text, type JsonObject } from "../model/json";

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-bounce.html */
export const mailBounced: DangerRule = {
  id: "mail-bounced",
  mail: "SES bounces the mail permanently; where the sender address is forged, its owner gets the bounce",
  since: "the first message after the apply",
  *find(comparison) {
    for (const { address, before, after } of changesOf(comparison, "aws_ses_receipt_rule")) {
      const bouncesBefore = flag(before, "enabled") ? bounces(before) : [];
      for (const bounce of bounces(after).filter((bounce) => !bouncesBefore.includes(bounce))) {
        yield { address, what: `rule ${text(after, "name")} answers with a bounce: ${bounce}` };
      }
    }
  },
};

function bounces(rule: JsonObject | undefined): string[] {
  return valuesAt(rule, "bounce_action").map((action) => {
    return [text(action, "smtp_reply_code"), text(action, "message")].filter(Boolean).join(" ");
  });
}

import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";
import { updatesOf } from "../model/select";
import { text } from "../model/json";

/** @see https://docs.aws.amazon.com/ses/latest/APIReference/API_ReceiptRule.html */
export const tlsRequired: DangerRule = {
  id: "tls-required",
  mail: "SES refuses senders without TLS permanently, whereas the primary may accept them",
  since: "the first message after the apply",
  *find(comparison) {
    const stricter = updatesOf(comparison, "aws_ses_receipt_rule").filter(({ before, after }) => {
      return text(before, "tls_policy") !== "Require" && text(after, "tls_policy") === "Require";
    });
    const names = stricter.map(({ after }) => text(after, "name") ?? "");
    if (names.length > 0) yield { what: `TLS is now required by rule ${listOf(names)}` };
  },
};

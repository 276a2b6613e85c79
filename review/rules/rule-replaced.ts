import type { DangerRule } from "../model/danger";
import { listOf } from "../model/describe";
import { changesOf, goneOf } from "../model/select";
import { text, texts } from "../model/json";
import type { Assessed } from "../model/stack";

export const ruleReplaced: DangerRule = {
  id: "rule-replaced",
  mail: "between delete and create SES refuses the rule's recipients with 550, and senders do not retry; if a rule for the whole domain remains, only the mailbox of that rule gets the mail",
  since: "during the apply, for seconds; longer if the apply stops in between",
  *find(comparison) {
    // Terraform does not order two resources of which the first deletes a rule and the second creates a rule.
    const created = changesOf(comparison, "aws_ses_receipt_rule").filter(
      ({ action }) => action === "create" || action === "replace",
    );
    const createdAgain = new Set(created.flatMap(({ after }) => texts(after, "recipients")));
    const gap = goneOf(comparison, "aws_ses_receipt_rule").filter(({ before, createsFirst }) => {
      return !createsFirst && texts(before, "recipients").some((recipient) => createdAgain.has(recipient));
    });
    const names = gap.map(({ before }) => text(before, "name") ?? "");
    if (names.length === 0) return;
    const staying = catchAlls(
      comparison,
      gap.flatMap(({ before }) => texts(before, "recipients")),
    );
    const meanwhile = staying.length === 0 ? "" : `; meanwhile ${listOf(staying)} takes their mail`;
    yield { what: `a new rule takes the place of ${listOf(names)}${meanwhile}` };
  },
};

/** Enabled rules of both sides for the whole domains of all the recipients. */
function catchAlls({ rulesAt: { before, after } }: Assessed, recipients: readonly string[]): string[] {
  const domains = new Set(recipients.map((recipient) => recipient.slice(recipient.lastIndexOf("@") + 1)));
  const [namesBefore, namesAfter] = [before, after].map(({ applied }) =>
    (applied?.activeRuleSet?.rules ?? [])
      .filter(({ enabled, recipients: taken }) => enabled && [...domains].every((domain) => taken.includes(domain)))
      .map(({ name }) => name),
  );
  return namesBefore?.filter((name) => namesAfter?.includes(name)) ?? [];
}

import type { JsonObject } from "../../../../../review/model/json";
import type { ReviewCase } from "./row";
import { add, block, type EditableSettings, type SynthesizedFile } from "./sides";

/** Changes of the order of rules, and of their activation. */
export const receiptRules: ReviewCase[] = [
  {
    name: "a rule renamed: the new one is there before the old one goes",
    settings: rename,
    counts: ["1 deleted and created anew, 1 changed"],
  },
  {
    name: "a rule renamed that is deleted first",
    base: { edit: deleteFirst },
    settings: rename,
    edit: deleteFirst,
    dangers: ["rule-replaced: a new rule takes the place of bob_example.org"],
    counts: ["1 deleted and created anew, 1 changed"],
  },
  {
    name: "a rule made by another resource: which comes first is left to chance",
    edit: (file) => {
      const [name = "", values = {}] =
        Object.entries(file.resource.aws_ses_receipt_rule ?? {}).find(([key]) => key.includes("bob")) ?? [];
      delete file.resource.aws_ses_receipt_rule?.[name];
      add(file, "aws_ses_receipt_rule", "robert", { ...(values as JsonObject), name: "robert" });
      Object.assign(block(file, "aws_ses_receipt_rule", "carol"), { after: "robert" });
    },
    dangers: ["rule-replaced: a new rule takes the place of bob_example.org"],
    counts: ["1 deleted, 1 changed, 1 added"],
  },
  {
    name: "a Stop action in the first rule",
    edit: (file) => (block(file, "aws_ses_receipt_rule", "alice").stop_action = [{ scope: "RuleSet", position: 2 }]),
    dangers: [
      "rule-unreachable: the Stop action of rule alice_example.org now stands before bob_example.org, carol_example.org",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a rule with a Stop action moved to the front",
    base: {
      edit: (file) => (block(file, "aws_ses_receipt_rule", "carol").stop_action = [{ scope: "RuleSet", position: 2 }]),
    },
    edit: (file) => {
      const [alice, carol] = ["alice", "carol"].map((name) => block(file, "aws_ses_receipt_rule", name));
      Object.assign(carol ?? {}, { stop_action: [{ scope: "RuleSet", position: 2 }], after: null });
      Object.assign(alice ?? {}, { after: "carol_example.org" });
    },
    dangers: [
      "rule-unreachable: the Stop action of rule carol_example.org now stands before alice_example.org, bob_example.org",
    ],
    counts: ["2 changed"],
  },
  {
    name: "a Stop action in place of the S3 action",
    edit: (file) =>
      Object.assign(block(file, "aws_ses_receipt_rule", "carol"), {
        s3_action: [],
        stop_action: [{ scope: "RuleSet", position: 1 }],
      }),
    line: "1 address lost: carol@example.org; no address gained.",
    dangers: ["recipient-dropped: no rule stores mail to carol@example.org"],
    counts: ["1 changed"],
  },
  {
    name: "TLS required",
    settings: (file) => (file.tlsPolicy = "Require"),
    dangers: ["tls-required: TLS is now required by rule alice_example.org, bob_example.org, carol_example.org"],
    counts: ["3 changed"],
  },
  {
    name: "rules that are no longer chained",
    edit: (file) => delete block(file, "aws_ses_receipt_rule", "bob").after,
    line: "cannot determine lost or gained addresses: the receipt rules cannot be read.",
    dangers: [
      "rules-unreadable: cdk.tf.json: rule set main-ruleset: rules alice_example.org and bob_example.org both go at the front (no `after`), so their order is random; chain them by `after`",
    ],
    counts: ["1 changed"],
  },
  {
    name: "rules that were not chained, chained",
    base: { edit: (file) => delete block(file, "aws_ses_receipt_rule", "bob").after },
    edit: () => undefined,
    line: "cannot determine lost or gained addresses: the receipt rules cannot be read.",
    dangers: [
      "rules-unreadable: before the change: cdk.tf.json: rule set main-ruleset: rules alice_example.org and bob_example.org both go at the front (no `after`), so their order is random; chain them by `after`",
    ],
    counts: ["1 changed"],
  },
  {
    name: "a rule set of another name",
    settings: (file) => (file.ruleSet = "second-ruleset"),
    dangers: [
      "rule-set-deactivated: the active rule set is second-ruleset instead of main-ruleset",
      "rule-set-lost: rule set main-ruleset is deleted and created anew",
    ],
    counts: ["4 deleted and created anew, 2 changed"],
  },
  {
    name: "the active rule set let go",
    settings: (file) => (file.manageActiveRuleSet = false),
    line: "5 addresses lost: alice@example.org, bob@example.org, carol@example.org, info@example.org, postmaster@example.org; no address gained.",
    dangers: [
      "recipient-refused: the standby refuses alice@example.org, bob@example.org, carol@example.org, info@example.org, postmaster@example.org (no-active-rule-set)",
      "rule-set-deactivated: rule set main-ruleset is no longer active",
    ],
    counts: ["1 deleted, 1 added"],
  },
  {
    name: "another rule set made the active one",
    edit: (file) => (block(file, "aws_ses_active_receipt_rule_set").rule_set_name = "foreign-rule-set"),
    line: "cannot determine lost or gained addresses: the receipt rules cannot be read.",
    dangers: [
      "rules-unreadable: cdk.tf.json: resource.aws_ses_receipt_rule_set: expected the active rule set foreign-rule-set among them",
      "rule-set-deactivated: the active rule set is foreign-rule-set instead of main-ruleset",
    ],
    counts: ["1 changed"],
  },
];

/** Changes all rules, because create_before_destroy also applies to the dependencies of a resource. */
function deleteFirst(file: SynthesizedFile): void {
  for (const rule of Object.values(file.resource.aws_ses_receipt_rule ?? {})) delete rule.lifecycle;
}

function rename(file: EditableSettings): void {
  for (const mailbox of file.mailboxes) if (mailbox.user === "bob") mailbox.ruleName = "robert";
}

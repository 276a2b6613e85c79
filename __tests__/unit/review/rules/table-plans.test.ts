import { create, dangersOf, planned, type PlanRow, type EditableResource } from "./table/plans";

const importer = "importer-example.org-mail-stocker";

const rows: PlanRow[] = [
  {
    name: "a tainted MX record set",
    recording: "nothing",
    edit: (resources) => {
      const mx = planned(resources, "aws_route53_record", "_mx_");
      mx.change.actions = ["delete", "create"];
      mx.action_reason = "replace_because_tainted";
    },
    dangers: [
      "mx-set-replaced: the MX set of example.org is deleted and created anew, because its creation or an update failed half-way (tainted)",
    ],
  },
  {
    name: "an MX record set in another zone",
    recording: "nothing",
    edit: (resources) => {
      const { change } = planned(resources, "aws_route53_record", "_mx_");
      Object.assign(change.after ?? {}, { zone_id: "Z0OTHER" });
      Object.assign(change, { actions: ["create", "delete"], replace_paths: [["zone_id"]] });
    },
    dangers: ["mx-set-replaced: the MX set of example.org goes to another zone, Z0OTHER"],
  },
  {
    name: "a rule renamed that is there before the old one goes",
    recording: "nothing",
    edit: (resources) => renamedRule(resources, ["create", "delete"]),
    dangers: [],
  },
  {
    name: "a rule renamed that is deleted first",
    recording: "nothing",
    edit: (resources) => renamedRule(resources, ["delete", "create"]),
    dangers: ["rule-replaced: a new rule takes the place of bob_example.org"],
  },
  {
    name: "a bucket policy for every rule of the account",
    recording: "nothing",
    edit: (resources) => sesOf(resources, "123456789012"),
    dangers: [],
  },
  {
    name: "a bucket policy for another account too",
    recording: "nothing",
    edit: (resources) => sesOf(resources, "123456789012", "444455556666"),
    dangers: [
      "bucket-policy-loosened: the bucket policy now allows Service ses.amazonaws.com: s3:putobject on arn:aws:s3:::example.org-mail-stocker/alice/*, arn:aws:s3:::example.org-mail-stocker/bob/*, arn:aws:s3:::example.org-mail-stocker/carol/* if StringEquals aws:SourceAccount 123456789012, 444455556666",
    ],
  },
  {
    name: "a new policy whose text is known only after the apply",
    recording: "nothing",
    edit: (resources) => create(resources, "aws_iam_user_policy", { user: importer }, { policy: true }),
    dangers: ["unjudged: policy cannot be judged: unknown or sensitive"],
  },
  {
    name: "another user who may get the whole bucket",
    recording: "nothing",
    edit: (resources) => {
      const statement = {
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::example.org-mail-stocker/*",
      };
      const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      create(resources, "aws_iam_user_policy", { user: "eve", policy });
    },
    dangers: ["iam-wider: now allowed: s3:getobject on arn:aws:s3:::example.org-mail-stocker/*"],
  },
  {
    name: "the importer's policy attached to another user, while it is made",
    recording: "first-deployment",
    edit: (resources) => create(resources, "aws_iam_user_policy_attachment", { user: "eve" }, { policy_arn: true }),
    dangers: ["iam-wider: now attached to eve: (known after apply)"],
  },
  {
    name: "an unknown policy attached to the importer",
    recording: "nothing",
    edit: (resources) => create(resources, "aws_iam_user_policy_attachment", { user: importer }, { policy_arn: true }),
    dangers: [`iam-wider: now attached to ${importer}: (known after apply)`],
  },
  {
    name: "the importer's own policy attached once more",
    recording: "nothing",
    edit: (resources) => {
      const policy_arn = `arn:aws:iam::123456789012:policy/${importer}`;
      create(resources, "aws_iam_user_policy_attachment", { user: importer, policy_arn });
    },
    dangers: [],
  },
  {
    name: "a rule that publishes whole messages to a topic that is only being made",
    recording: "nothing",
    edit: (resources) => {
      const { change } = planned(resources, "aws_ses_receipt_rule", "carol");
      change.actions = ["update"];
      Object.assign(change.after ?? {}, { sns_action: [{ position: 2 }] });
      Object.assign(change.after_unknown, { sns_action: [{ topic_arn: true }] });
    },
    dangers: ["mail-copied-out: rule carol_example.org publishes whole messages to topic (known after apply)"],
  },
  {
    name: "waiting messages that go into an archive",
    recording: "nothing",
    edit: (resources) => lifecycle(resources, { transition: [{ date: null, days: 0, storage_class: "GLACIER" }] }),
    dangers: ["retention-shorter: the importer can get a message that waits for 0 days instead of for ever"],
  },
  {
    name: "waiting messages that expire at a date",
    recording: "nothing",
    edit: (resources) => lifecycle(resources, { expiration: [{ date: "2027-01-01T00:00:00Z", days: 0 }] }),
    dangers: ["retention-shorter: a message that waits is kept until 2027-01-01T00:00:00Z instead of for ever"],
  },
];

/** Adds a lifecycle rule for all objects in the provider's form. */
function lifecycle(resources: EditableResource[], values: object): void {
  const { change } = planned(resources, "aws_s3_bucket_lifecycle_configuration");
  const [usual] = change.after?.rule as object[];
  const none = { expiration: [], transition: [], noncurrent_version_expiration: [] };
  Object.assign(change.after ?? {}, { rule: [usual, { ...usual, id: "by-hand", ...none, ...values }] });
  change.actions = ["update"];
}

/** The bucket policy without the rule set, for one account or more. */
function sesOf(resources: EditableResource[], ...accounts: string[]): void {
  const { change } = planned(resources, "aws_s3_bucket_policy");
  const document = JSON.parse(change.after?.policy as string) as { Statement: Record<string, unknown>[] };
  Object.assign(document.Statement[0] ?? {}, { Condition: { StringEquals: { "aws:SourceAccount": accounts } } });
  Object.assign(change.after ?? {}, { policy: JSON.stringify(document) });
  change.actions = ["update"];
}

function renamedRule(resources: EditableResource[], actions: string[]): void {
  const { change } = planned(resources, "aws_ses_receipt_rule", "bob");
  Object.assign(change.after ?? {}, { name: "robert" });
  Object.assign(change, { actions, replace_paths: [["name"]] });
  Object.assign(planned(resources, "aws_ses_receipt_rule", "carol").change.after ?? {}, { after: "robert" });
}

test.each(rows)("the plan of $name", async (row) => {
  expect(await dangersOf(row)).toEqual(row.dangers);
});

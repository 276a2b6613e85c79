import { dangersOf, planned, type PlanRow, type Planned } from "./review-table/plans";

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
      "mx-set-replaced: the MX set of example.org is deleted and created anew, because it was left half-made (tainted)",
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
];

/** The bucket policy without the rule set, for one account or more. */
function sesOf(resources: Planned[], ...accounts: string[]): void {
  const { change } = planned(resources, "aws_s3_bucket_policy");
  const document = JSON.parse(change.after?.policy as string) as { Statement: Record<string, unknown>[] };
  Object.assign(document.Statement[0] ?? {}, { Condition: { StringEquals: { "aws:SourceAccount": accounts } } });
  Object.assign(change.after ?? {}, { policy: JSON.stringify(document) });
  change.actions = ["update"];
}

function renamedRule(resources: Planned[], actions: string[]): void {
  const { change } = planned(resources, "aws_ses_receipt_rule", "bob");
  Object.assign(change.after ?? {}, { name: "robert" });
  Object.assign(change, { actions, replace_paths: [["name"]] });
  Object.assign(planned(resources, "aws_ses_receipt_rule", "carol").change.after ?? {}, { after: "robert" });
}

test.each(rows)("the plan of $name", async (row) => {
  expect(await dangersOf(row)).toEqual(row.dangers);
});

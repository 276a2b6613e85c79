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
];

function renamedRule(resources: Planned[], actions: string[]): void {
  const { change } = planned(resources, "aws_ses_receipt_rule", "bob");
  Object.assign(change.after ?? {}, { name: "robert" });
  Object.assign(change, { actions, replace_paths: [["name"]] });
  Object.assign(planned(resources, "aws_ses_receipt_rule", "carol").change.after ?? {}, { after: "robert" });
}

test.each(rows)("the plan of $name", async (row) => {
  expect(await dangersOf(row)).toEqual(row.dangers);
});

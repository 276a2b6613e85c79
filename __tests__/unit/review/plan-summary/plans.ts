import { readFileSync } from "node:fs";
import { join } from "node:path";

/** As much of a plan as tests change. */
export interface EditablePlan {
  resource_changes: EditableChange[];
}

interface EditableChange {
  type: string;
  change: { actions: string[]; before: Values | null; after: Values | null };
}
type Values = Record<string, unknown>;

export function recordedPlan(name: string): EditablePlan {
  const file = join(__dirname, "../../../../fixtures/plans", `${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as EditablePlan;
}

/** What Terraform plans once a plan without unknown values is applied and the settings stay as they are: nothing. */
export function nothingMore(plan: EditablePlan): EditablePlan {
  const standing = plan.resource_changes.filter(({ change }) => change.after !== null);
  return {
    ...plan,
    resource_changes: standing.map((one) => ({
      ...one,
      change: { ...one.change, actions: ["no-op"], before: structuredClone(one.change.after) },
    })),
  };
}

/** Changes what is said of receipt rules, by user: on the side before, after, or on both. */
export function editRules(plan: EditablePlan, edit: (user: string, rule: Values, side: "before" | "after") => void) {
  for (const { type, change } of plan.resource_changes) {
    if (type !== "aws_ses_receipt_rule") continue;
    for (const side of ["before", "after"] as const) {
      const rule = change[side];
      if (rule !== null) edit(String(rule.name).replace("_example.org", ""), rule, side);
    }
  }
  return plan;
}

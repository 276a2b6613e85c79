import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of a plan that tests change. */
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

/** The plan without changes that follows the apply of a plan without unknown values. */
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

/** Edits the receipt rules of a plan by user: before, after, or on both sides. */
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

import { attributeChanges } from "../compare/attribute-changes";
import { withDefaults } from "../compare/normalize";
import { ReviewError } from "../model/errors";
import type { Action, Change } from "../model/stack";
import type { PlannedResource } from "./plan-file";
import { ACTION_REASONS } from "./reasons";
import { unknownAttributes, visibleValues } from "./visible-values";
import { lookupTable } from "../../lib/lookup-table";

/** Actions keyed by Terraform's combination of actions; `undefined` for a combination that changes nothing. */
const PLANNED_ACTIONS = lookupTable<Action | undefined>({
  "no-op": undefined,
  read: undefined,
  create: "create",
  update: "update",
  delete: "delete",
  forget: "forget",
  "delete,create": "replace",
  "create,delete": "replace",
  "create,forget": "replace",
  "forget,create": "replace",
});

/** A planned change in the form that the danger rules read; `undefined` if the plan changes nothing. */
export function plannedChange(planned: PlannedResource): Change | undefined {
  const { address, type, previous_address: previous, change } = planned;
  const action = actionOf(planned);
  if (action === undefined) return undefined;
  const values = visibleValues(change);
  const before = values.before && withDefaults(type, values.before);
  const after = action === "forget" ? before : values.after && withDefaults(type, values.after);
  // For a new resource the attributes that AWS sets are listed by name only, not as changes.
  const unknown = action === "create" ? unknownAttributes(change) : [];
  const shown = after && without(after, unknown);
  const attributes = attributeChanges(before ?? {}, shown ?? {});
  const movedFrom = previous === address ? undefined : previous;
  const createsFirst = action === "replace" && change.actions[0] === "create";
  const reason = reasonOf(planned);
  return { address, type, action, before, after, movedFrom, createsFirst, reason, attributes, unknown };
}

function actionOf({ address, type, previous_address: previous, change }: PlannedResource): Action | undefined {
  const combined = change.actions.join(",");
  if (!(combined in PLANNED_ACTIONS)) {
    throw new ReviewError(
      `${address}: expected one of the actions ${Object.keys(PLANNED_ACTIONS).join(" | ")}, found ${combined}`,
    );
  }
  if (combined !== "no-op") return type === "" ? undefined : PLANNED_ACTIONS[combined];
  if (change.importing !== undefined) return "import";
  return previous !== undefined && previous !== address ? "move" : undefined;
}

function reasonOf({ action_reason: reason, deposed, change }: PlannedResource): string | undefined {
  const paths = (change.replace_paths ?? []).map((path) => path.join("."));
  const parts = [
    paths.length > 0 ? `${paths.join(", ")} cannot be changed in place` : reason && (ACTION_REASONS[reason] ?? reason),
    deposed === undefined ? undefined : `object ${deposed} was left over by an earlier replacement`,
    change.importing && `${change.importing.id ?? "the resource"} is imported into the state`,
    change.actions.includes("forget") && change.actions.includes("create") ? "the old resource is kept" : undefined,
  ];
  return parts.filter(Boolean).join("; ") || undefined;
}

function without<T extends object>(values: T, keys: readonly string[]): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key))) as Partial<T>;
}

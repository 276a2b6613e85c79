import { valuesAt, isList, isObject, text, type Json, type JsonObject } from "../model/json";
import { UNKNOWN_VALUE, type Change, type Comparison, type Resource, type Stack } from "../model/stack";
import { withDefaults } from "../compare/normalize";
import { plannedChange } from "./plan-changes";
import type { PlanFile, PlannedResource } from "./plan-file";
import { DEFERRED_REASONS } from "./reasons";
import { readableOrder } from "./rule-order";
import { visibleValues } from "./visible-values";

/** A plan as one stack before and after, so that the danger rules of the review judge it. */
export function planComparison(stack: string, plan: PlanFile): Comparison {
  const managed = plan.resource_changes.filter(({ mode }) => mode === "managed");
  const changes = [...managed, ...outputs(plan)].flatMap((planned) => plannedChange(planned) ?? []).sort(byAddress);
  const before = side(stack, plan, "before");
  return {
    stack,
    before: before.resources.size === 0 ? undefined : before,
    after: side(stack, plan, "after"),
    changes,
    unjudged: unjudgedParts(plan),
  };
}

/** Describes the parts of a plan that the danger rules cannot judge: deferred changes, invoked actions, and parts left out. */
function unjudgedParts(plan: PlanFile): string[] {
  const why = (reason: string) => DEFERRED_REASONS[reason] ?? reason;
  const skipped = [
    ...plan.deferred_changes.map(
      ({ reason, resource_change: { address } }) => `${address} is deferred to a later plan: ${why(reason)}`,
    ),
    ...plan.action_invocations.map(({ address }) => `${address} is invoked`),
    ...plan.deferred_action_invocations.map(
      ({ reason, action_invocation: { address } }) => `${address} may be invoked in a later plan: ${why(reason)}`,
    ),
  ];
  const isPart = plan.complete === false && plan.deferred_changes.length === 0;
  return [
    ...skipped.sort(),
    ...(isPart ? ["the plan is only a part (-target): the rest of the change is not in it"] : []),
  ];
}

/** Changes outside of Terraform that the plan reports. */
export function drift(plan: PlanFile) {
  return plan.resource_drift.flatMap((planned) => plannedChange(planned) ?? []).sort(byAddress);
}

/** Terraform does not guarantee an order of changes, so they are sorted. */
function byAddress(left: Change, right: Change): number {
  return left.address < right.address ? -1 : 1;
}

function outputs({ output_changes: changes }: PlanFile): PlannedResource[] {
  return Object.entries(changes).map(
    ([name, { before, after, after_unknown, before_sensitive, after_sensitive, actions }]) => {
      const value = (side: Json | undefined) => (side === undefined || side === null ? null : { value: side });
      const change = {
        actions,
        before: value(before),
        after: value(after),
        after_unknown: { value: after_unknown ?? false },
        before_sensitive: { value: before_sensitive ?? false },
        after_sensitive: { value: after_sensitive ?? false },
      };
      return { address: `output.${name}`, mode: "managed", type: "output", change };
    },
  );
}

function side(name: string, plan: PlanFile, which: "before" | "after"): Stack {
  const found = [...plan.resource_changes, ...outputs(plan)].flatMap((planned): Omit<Resource, "block">[] => {
    const { address, previous_address: previous, type, mode, deposed, change } = planned;
    if (mode !== "managed" || deposed !== undefined) return [];
    const forgotten = change.actions.join() === "forget";
    const values = visibleValues(change)[forgotten ? "before" : which];
    return values === undefined
      ? []
      : [{ address: which === "before" ? (previous ?? address) : address, type, values }];
  });
  const rules = found.filter(({ type }) => type === "aws_ses_receipt_rule");
  const ordered = readableOrder(
    Object.fromEntries(rules.map(({ address, values }) => [address, asSynthesized(values)])),
  );
  const resources = found.map(({ address, type, values }): [string, Resource] => {
    const block = ordered[address] ?? asSynthesized(values);
    return [address, { address, type, values: withDefaults(type, values), block }];
  });
  const expressions = plan.configuration?.provider_config?.aws?.expressions;
  const region = text(expressions?.region, "constant_value");
  return { name, resources: new Map(resources), account: accountOf(plan), region };
}

/** Attributes that AWS sets; a synthesized file does not have them. */
const COMPUTED_ATTRIBUTES = ["arn", "id", "region", "tags_all"];
/** The placeholder of a policy that is unknown before the apply: rule `unjudged` reports a policy that changes. */
const ALLOW_ANYTHING_POLICY = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});

/** The values in the form of a synthesized file. */
function asSynthesized(values: JsonObject): JsonObject {
  const kept = Object.entries(values).filter(([key, value]) => !COMPUTED_ATTRIBUTES.includes(key) && !isEmpty(value));
  return Object.fromEntries(
    kept.map(([key, value]): [string, Json] => {
      if (key === "policy" && value === UNKNOWN_VALUE) return [key, ALLOW_ANYTHING_POLICY];
      return [
        key,
        isList(value) ? value.map((item) => (isObject(item) ? asSynthesized(item) : item)) : (value ?? null),
      ];
    }),
  );
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === "" || (isList(value) && value.length === 0);
}

function accountOf(plan: PlanFile): string | undefined {
  const sources = plan.prior_state?.values?.root_module.resources ?? [];
  const identity = sources.find(({ type }) => type === "aws_caller_identity");
  return valuesAt(identity?.values, "account_id").find((id) => typeof id === "string");
}

import { createHash } from "node:crypto";
import { canonical, type Json } from "../model/json";
import { judge, type Review } from "../review";
import { ReviewError } from "../model/errors";
import type { Change } from "../model/stack";
import { drift, planComparison } from "./plan-comparison";
import { parsePlan, type PlanFile } from "./plan-file";
import { ACTION_REASONS } from "./reasons";

/** The review of plans that are applied together. */
export interface PlanSummary extends Review {
  /** Changes outside of Terraform, by stack. Stacks without such changes are left out. */
  readonly drift: ReadonlyMap<string, readonly Change[]>;
  /** Failed checks and conditions, with their messages. */
  readonly failedChecks: readonly string[];
  /** Data sources that Terraform reads only during the apply, with the reason. */
  readonly reads: readonly string[];
  /**
   * A hash that is equal for two plans exactly when they would do the same. Sensitive values are left out of the hash: the hash is
   * published, and a short secret could be guessed from it.
   */
  readonly fingerprint: string;
}

export interface NamedPlan {
  readonly stack: string;
  /** The output of `terraform show -json`. */
  readonly json: string;
}

export async function summarizePlans(plans: readonly NamedPlan[]): Promise<PlanSummary> {
  const parsed = plans.map(({ stack, json }) => ({ stack, plan: complete(stack, parsePlan(json, stack)) }));
  const comparisons = parsed.map(({ stack, plan }) => planComparison(stack, plan));
  const drifted = parsed.map(({ stack, plan }): [string, Change[]] => [stack, drift(plan)]);
  return {
    ...(await judge(comparisons)),
    drift: new Map(drifted.filter(([, changes]) => changes.length > 0)),
    failedChecks: parsed.flatMap(({ plan }) => failedChecks(plan)),
    reads: parsed.flatMap(({ plan }) => readsOf(plan)),
    fingerprint: fingerprint(comparisons.map(({ stack, changes }) => ({ stack, changes }))),
  };
}

function complete(stack: string, plan: PlanFile): PlanFile {
  if (plan.errored !== true) return plan;
  throw new ReviewError(
    `${stack}: expected a whole plan, found a plan that ended with an error; see the output of terraform plan`,
  );
}

function failedChecks({ checks }: PlanFile): string[] {
  const failed = checks.filter(({ status }) => status === "fail" || status === "error");
  return failed.flatMap(({ address, status, instances }) => {
    const problems = instances.flatMap((instance) => instance.problems.map(({ message }) => message));
    return (problems.length === 0 ? [status] : problems).map((problem) => `${address.to_display}: ${problem}`);
  });
}

function readsOf({ resource_changes: changes }: PlanFile): string[] {
  const reads = changes.filter(({ change }) => change.actions.join() === "read");
  return reads
    .map(
      ({ address, action_reason: reason }) =>
        `${address}${reason ? `, because ${ACTION_REASONS[reason] ?? reason}` : ""}`,
    )
    .sort();
}

function fingerprint(changes: readonly object[]): string {
  return createHash("sha256")
    .update(canonical(JSON.parse(JSON.stringify(changes)) as Json))
    .digest("hex");
}

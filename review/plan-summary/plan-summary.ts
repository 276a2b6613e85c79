import { createHash } from "node:crypto";
import { canonical, type Json } from "../model/json";
import { judge, type Review } from "../review";
import { ReviewError } from "../model/errors";
import type { Change } from "../model/stack";
import { drift, planComparison } from "./plan-comparison";
import { parsePlan, type PlanFile } from "./plan-file";
import { ACTION_REASONS } from "./reasons";

/** What a reviewer must know of one or more plans that are applied together. */
export interface PlanSummary extends Review {
  /** By stack: what changed outside of Terraform; none where nothing did. */
  readonly drift: ReadonlyMap<string, readonly Change[]>;
  /** Checks and conditions that do not hold, with what they say. */
  readonly failedChecks: readonly string[];
  /** Data sources that Terraform reads only while it applies, and why. */
  readonly reads: readonly string[];
  /**
   * The same for plans that would do the same; another one as soon as one would do something else. Sensitive values take no
   * part in it, because it is published and a short secret could be guessed from it.
   */
  readonly fingerprint: string;
}

export interface NamedPlan {
  readonly stack: string;
  /** What `terraform show -json` printed. */
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
    `${stack}: expected a whole plan, found one that ended with an error; see what terraform plan said`,
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

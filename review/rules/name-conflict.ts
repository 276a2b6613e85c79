import type { DangerRule } from "../model/danger";
import { resourceName } from "../model/describe";
import { changesOf, resourcesOf } from "../model/select";
import { text } from "../model/json";
import { comparableName } from "../facts/mx-sets";
import type { Change, Resource } from "../model/stack";

/** Types whose names are unique worldwide (buckets) or in the account. Record sets are unique too, but a create overwrites them. */
const UNIQUELY_NAMED_TYPES = ["aws_s3_bucket", "aws_iam_user", "aws_iam_policy"];

/** For example the stack of a region removed from the settings: its resources still exist, so another stack cannot use their names. */
export const nameConflict: DangerRule = {
  id: "name-conflict",
  mail: "the apply stops half-way if a name is in use; an MX set is overwritten without a warning, and the region in that MX set gets no more mail",
  since: "the apply",
  *find(comparison, allStacks) {
    const unchangedStacks = allStacks.filter(({ before, after }) => before !== undefined && after === before);
    for (const { stack, before } of unchangedStacks) {
      const standing = new Set(
        resourcesOf(before, ...UNIQUELY_NAMED_TYPES, "aws_route53_record").flatMap(
          (resource) => identity(resource) ?? [],
        ),
      );
      for (const change of changesOf(comparison, ...UNIQUELY_NAMED_TYPES, "aws_route53_record")) {
        const { type, address, action, after } = change;
        const isMade = action === "create" || action === "replace";
        if (!isMade || !standing.has(identity({ type, values: after ?? {} }) ?? "")) continue;
        yield { address, what: `${describeCreated(change)} exists already: ${stack} created it` };
      }
    }
  },
};

function identity({ type, values }: Pick<Resource, "type" | "values">): string | undefined {
  if (type !== "aws_route53_record") return `${type} ${resourceName(values)}`;
  return text(values, "type") === "MX" ? `${type} ${comparableName(text(values, "name") ?? "")}` : undefined;
}

function describeCreated({ type, after }: Change): string {
  return type === "aws_route53_record" ? `the MX set of ${resourceName(after)}` : `${type} ${resourceName(after)}`;
}

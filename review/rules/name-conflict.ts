import type { DangerRule } from "../model/danger";
import { resourceName } from "../model/describe";
import { changesOf, resourcesOf } from "../model/select";
import { text } from "../model/json";
import { domainOf } from "../facts/mx-sets";
import type { Change, Resource } from "../model/stack";

/** What has one name in the world (a bucket) or in the account; a record set is one too, but there to create is to overwrite. */
const UNIQUELY_NAMED_TYPES = ["aws_s3_bucket", "aws_iam_user", "aws_iam_policy"];

/** Such as of a region that the settings name no longer: nobody destroys its stack, so what it made is in the way of the next one. */
export const nameConflict: DangerRule = {
  id: "name-conflict",
  mail: "the apply stops half-way where a name is taken; an MX set is overwritten without a question, and the region that it named gets no more mail",
  since: "the apply",
  *find(comparison, allStacks) {
    const left = allStacks.filter(({ before, after }) => before !== undefined && after === before);
    for (const { stack, before } of left) {
      const standing = new Set(
        resourcesOf(before, ...UNIQUELY_NAMED_TYPES, "aws_route53_record").flatMap(
          (resource) => identity(resource) ?? [],
        ),
      );
      for (const change of changesOf(comparison, ...UNIQUELY_NAMED_TYPES, "aws_route53_record")) {
        const { type, address, action, after } = change;
        const isMade = action === "create" || action === "replace";
        if (!isMade || !standing.has(identity({ type, values: after ?? {} }) ?? "")) continue;
        yield { address, what: `${describeCreated(change)} stands already: ${stack} made it` };
      }
    }
  },
};

function identity({ type, values }: Pick<Resource, "type" | "values">): string | undefined {
  if (type !== "aws_route53_record") return `${type} ${resourceName(values)}`;
  return text(values, "type") === "MX" ? `${type} ${domainOf(text(values, "name") ?? "")}` : undefined;
}

function describeCreated({ type, after }: Change): string {
  return type === "aws_route53_record" ? `the MX set of ${resourceName(after)}` : `${type} ${resourceName(after)}`;
}

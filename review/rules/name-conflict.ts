import type { DangerRule } from "../model/danger";
import { nameOf } from "../model/describe";
import { changesOf, resourcesOf } from "../model/select";
import { text } from "../model/json";
import { domainOf } from "../facts/mx-sets";
import type { Change, Resource } from "../model/stack";

/** What has one name in the world (a bucket) or in the account; a record set is one too, but there to create is to overwrite. */
const named = ["aws_s3_bucket", "aws_iam_user", "aws_iam_policy"];

/** Such as of a region that the settings name no longer: nobody destroys its stack, so what it made is in the way of the next one. */
export const nameConflict: DangerRule = {
  id: "name-conflict",
  mail: "the apply stops half-way where a name is taken; an MX set is overwritten without a question, and the region that it named gets no more mail",
  since: "the apply",
  *find(comparison, allStacks) {
    const left = allStacks.filter(({ before, after }) => before !== undefined && after === before);
    for (const { stack, before } of left) {
      const standing = new Set(
        resourcesOf(before, ...named, "aws_route53_record").flatMap((one) => identity(one) ?? []),
      );
      for (const change of changesOf(comparison, ...named, "aws_route53_record")) {
        const { type, address, action, after } = change;
        const isMade = action === "create" || action === "replace";
        if (!isMade || !standing.has(identity({ type, values: after ?? {} }) ?? "")) continue;
        yield { address, what: `${said(change)} stands already: ${stack} made it` };
      }
    }
  },
};

function identity({ type, values }: Pick<Resource, "type" | "values">): string | undefined {
  if (type !== "aws_route53_record") return `${type} ${nameOf(values)}`;
  return text(values, "type") === "MX" ? `${type} ${domainOf(text(values, "name") ?? "")}` : undefined;
}

function said({ type, after }: Change): string {
  return type === "aws_route53_record" ? `the MX set of ${nameOf(after)}` : `${type} ${nameOf(after)}`;
}

import { changesOf, type DangerRule } from "../danger";
import { grantsOf, saidGrants, uncovered, type Grant } from "../grants";
import { all, texts, type JsonObject } from "../json";
import { importerNeeds, importerTakesRecords } from "../mail-places";

export const iamWider: DangerRule = {
  id: "iam-wider",
  mail: "nothing by itself; but whoever holds these permissions may do more than before, to the waiting mail or to the account",
  since: "the apply",
  *find(comparison, allStacks) {
    const types = [...new Set(comparison.changes.map(({ type }) => type))].filter((type) =>
      type.startsWith("aws_iam_"),
    );
    for (const { address, before, after } of changesOf(comparison, ...types)) {
      if (after === undefined) continue;
      const [fetches, takes] = [importerNeeds(allStacks, before === undefined), importerTakesRecords(allStacks)];
      const wider = uncovered(grants(after, "Allow"), grants(before, "Allow")).filter(
        (grant) => !fetches(grant) && !takes(grant),
      );
      for (const grant of saidGrants(wider)) yield { address, what: `now allowed: ${grant}` };
      const lifted = uncovered(grants(before, "Deny"), grants(after, "Deny"));
      for (const grant of saidGrants(lifted)) yield { address, what: `no longer denied: ${grant}` };
      const managed = texts(after, "policy_arn").filter((arn) => !texts(before, "policy_arn").includes(arn));
      // A policy of this stack stands here as a reference, and its own grants are looked at above.
      for (const arn of managed.filter((one) => one.startsWith("arn:")))
        yield { address, what: `now attached: ${arn}` };
    }
  },
};

const documents = ["policy", "assume_role_policy", "inline_policy.policy"];

function grants(values: JsonObject | undefined, effect: Grant["effect"]): Grant[] {
  const found = documents.flatMap((path) => all(values, path)).flatMap(grantsOf);
  return found.filter((grant) => grant.effect === effect);
}

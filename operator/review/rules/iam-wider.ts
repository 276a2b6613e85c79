import { changesOf, type DangerRule } from "../danger";
import { grantsOf, saidGrant, uncovered, type Grant } from "../grants";
import { all, texts, type JsonObject } from "../json";
import { importerNeeds } from "../mail-places";

export const iamWider: DangerRule = {
  id: "iam-wider",
  mail: "nothing by itself; but whoever holds these permissions may do more than before, to the waiting mail or to the account",
  since: "the apply",
  *find(comparison, allStacks) {
    const types = [...new Set(comparison.changes.map(({ type }) => type))].filter((type) =>
      type.startsWith("aws_iam_"),
    );
    for (const { address, before, after } of changesOf(comparison, ...types)) {
      const needed = importerNeeds(allStacks, before === undefined);
      const wider = uncovered(permissions(after), permissions(before)).filter((grant) => !needed(grant));
      for (const grant of wider) yield { address, what: `now allowed: ${saidGrant(grant)}` };
      const lifted = uncovered(denials(before), denials(after));
      if (after !== undefined)
        for (const grant of lifted) yield { address, what: `no longer denied: ${saidGrant(grant)}` };
      const managed = texts(after, "policy_arn").filter((arn) => !texts(before, "policy_arn").includes(arn));
      // A policy of this stack stands here as a reference, and its own grants are looked at above.
      for (const arn of managed.filter((one) => one.startsWith("arn:")))
        yield { address, what: `now attached: ${arn}` };
    }
  },
};

const documents = ["policy", "assume_role_policy", "inline_policy.policy"];

function grants(values: JsonObject | undefined): Grant[] {
  return documents.flatMap((path) => all(values, path)).flatMap(grantsOf);
}

function permissions(values: JsonObject | undefined): Grant[] {
  return grants(values).filter(({ effect }) => effect === "Allow");
}

function denials(values: JsonObject | undefined): Grant[] {
  return grants(values).filter(({ effect }) => effect === "Deny");
}

import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { changesOf, goneOf } from "../model/select";
import { grantsOf, describeGrants, uncovered } from "../facts/grants";
import { importerKeys } from "../facts/importer-keys";
import { importerNeeds } from "../facts/mail-places";

export const importerLockedOut: DangerRule = {
  id: "importer-locked-out",
  mail: "the importer can no longer fetch waiting mail; the mail stays in the bucket",
  since: "the next import after the apply",
  *find(comparison, allStacks) {
    for (const change of goneOf(comparison, "aws_iam_user", "aws_iam_user_policy_attachment")) {
      yield { address: change.address, what: `the importer's access: ${describeChange(change)}` };
    }
    const needed = importerNeeds(allStacks, true);
    // Of several hosts' importers, another one may fetch the mail from now on.
    const stillAllowed = [...importerKeys(allStacks).after.values()].flat();
    for (const { address, before, after } of changesOf(comparison, "aws_iam_policy", "aws_iam_user_policy")) {
      const [grantsBefore, grantsAfter] = [before, after].map((values) =>
        grantsOf(values?.policy).filter(({ effect }) => effect === "Allow"),
      );
      const lost = uncovered(grantsBefore ?? [], [...(grantsAfter ?? []), ...stillAllowed]).filter(needed);
      if (lost.length > 0) yield { address, what: `no longer allowed: ${describeGrants(lost).join("; ")}` };
    }
  },
};

import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { text } from "../model/json";
import { changesOf, goneOf, updatesOf } from "../model/select";
import { describeGrants, grantsWith, newlyDenied, uncovered } from "../facts/grants";
import { importerKeys } from "../facts/importer-keys";
import { importerNames, importerNeeds } from "../facts/mail-places";
import { matchesPattern } from "../../inbound/iam-pattern";

const FETCHES = ["s3:getobject", "s3:deleteobject", "s3:listbucket"];
/** The boundary of the bootstrap stack allows what the importer needs. */
const OUR_BOUNDARY = /:policy\/standby-mx-importer-boundary$/;

export const importerLockedOut: DangerRule = {
  id: "importer-locked-out",
  mail: "the importer can no longer fetch waiting mail; the mail stays in the bucket",
  since: "the next import after the apply",
  *find(comparison, allStacks) {
    for (const change of goneOf(comparison, "aws_iam_user", "aws_iam_user_policy_attachment")) {
      yield { address: change.address, what: `the importer's access: ${describeChange(change)}` };
    }
    const names = importerNames(allStacks);
    const needed = importerNeeds(allStacks, true);
    // With several hosts, another importer may fetch the mail from now on.
    const stillAllowed = [...importerKeys(allStacks).after.values()].flat();
    for (const { address, before, after } of changesOf(comparison, "aws_iam_policy", "aws_iam_user_policy")) {
      const allowed = [...grantsWith("Allow", after?.policy), ...stillAllowed];
      const lost = uncovered(grantsWith("Allow", before?.policy), allowed).filter(needed);
      if (lost.length > 0) yield { address, what: `no longer allowed: ${describeGrants(lost).join("; ")}` };
      const isImporters = names.has(text(after, "user") ?? text(after, "name") ?? "");
      const denied = isImporters ? newlyDenied(before?.policy, after?.policy) : [];
      for (const grant of describeGrants(denied)) yield { address, what: `now denied: ${grant}` };
    }
    for (const { address, action, before, after } of updatesOf(comparison, "aws_s3_bucket_policy")) {
      // A replaced policy belongs to another bucket.
      const denied =
        action === "replace"
          ? []
          : newlyDenied(before.policy, after.policy).filter(({ action }) =>
              FETCHES.some((fetch) => matchesPattern(action, fetch)),
            );
      for (const grant of describeGrants(denied)) yield { address, what: `the bucket policy now denies ${grant}` };
    }
    for (const { address, before, after } of changesOf(comparison, "aws_iam_user")) {
      const boundary = text(after, "permissions_boundary");
      if (boundary !== undefined && boundary !== text(before, "permissions_boundary") && !OUR_BOUNDARY.test(boundary))
        yield { address, what: `user ${text(after, "name")} may do only what ${boundary} allows` };
    }
  },
};

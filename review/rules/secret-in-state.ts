import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";

export const secretInState: DangerRule = {
  id: "secret-in-state",
  mail: "nothing; but whoever reads the Terraform state can read what the key opens, the waiting mail included",
  since: "the apply",
  *find(comparison) {
    for (const { address, action } of changesOf(comparison, "aws_iam_access_key", "aws_iam_user_login_profile")) {
      if (action === "create" || action === "replace")
        yield { address, what: "a secret is written into the Terraform state" };
    }
  },
};

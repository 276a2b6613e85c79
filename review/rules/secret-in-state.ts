import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";

export const secretInState: DangerRule = {
  id: "secret-in-state",
  mail: "nothing; but everyone who can read the Terraform state gets the access of the key, to waiting mail too",
  since: "the apply",
  *find(comparison) {
    for (const { address, action } of changesOf(comparison, "aws_iam_access_key", "aws_iam_user_login_profile")) {
      if (action === "create" || action === "replace")
        yield { address, what: "a secret is written into the Terraform state" };
    }
  },
};

import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";

export const stateMoved: DangerRule = {
  id: "state-moved",
  mail: "without `terraform init -migrate-state` Terraform knows none of the existing resources and tries to create them again",
  since: "the next plan",
  *find(comparison) {
    if (comparison.before === undefined || comparison.after === undefined) return;
    for (const { address, action } of changesOf(comparison, "terraform")) {
      if (address === "terraform.backend" && action !== "forget")
        yield { address, what: "the Terraform state is kept elsewhere" };
    }
  },
};

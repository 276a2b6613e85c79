import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";

export const stateMoved: DangerRule = {
  id: "state-moved",
  mail: "without `terraform init -migrate-state` Terraform knows of nothing that stands and tries to make it all anew",
  since: "the next plan",
  *find(comparison) {
    if (comparison.before === undefined || comparison.after === undefined) return;
    for (const { address, action } of changesOf(comparison, "terraform")) {
      if (address === "terraform.backend" && action !== "forget")
        yield { address, what: "the Terraform state is kept elsewhere" };
    }
  },
};

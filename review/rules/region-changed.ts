import type { DangerRule } from "../model/danger";
import { updatesOf } from "../model/select";
import { text } from "../model/json";

export const regionChanged: DangerRule = {
  id: "region-changed",
  mail: "Terraform looks for everything in the other region and makes it anew there; what waits in the old one is left behind",
  since: "the apply",
  *find(comparison) {
    for (const { address, before, after } of updatesOf(comparison, "provider")) {
      const [old, fresh] = [text(before, "region"), text(after, "region")];
      if (old !== fresh) yield { address, what: `the provider's region goes from ${old} to ${fresh}` };
    }
  },
};

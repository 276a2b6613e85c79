import type { DangerRule } from "../model/danger";
import { updatesOf } from "../model/select";
import { text } from "../model/json";

export const regionChanged: DangerRule = {
  id: "region-changed",
  mail: "Terraform creates all resources again in the new region; mail waiting in the old region is left behind",
  since: "the apply",
  *find(comparison) {
    for (const { address, before, after } of updatesOf(comparison, "provider")) {
      const [regionBefore, regionAfter] = [text(before, "region"), text(after, "region")];
      if (regionBefore !== regionAfter)
        yield { address, what: `the provider's region goes from ${regionBefore} to ${regionAfter}` };
    }
  },
};

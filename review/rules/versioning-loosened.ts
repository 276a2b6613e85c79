import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { changesOf, goneOf } from "../model/select";
import { text } from "../model/json";

const STATUS_PATH = "versioning_configuration.status";

export const versioningLoosened: DangerRule = {
  id: "versioning-loosened",
  mail: "a message that is deleted or overwritten by mistake cannot be restored",
  since: "the apply",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_s3_bucket_versioning")) {
      yield { address: change.address, what: `the versioning of bucket ${describeChange(change)}` };
    }
    for (const { address, action, before, after } of changesOf(comparison, "aws_s3_bucket_versioning")) {
      if (action !== "update" || text(before, STATUS_PATH) !== "Enabled" || text(after, STATUS_PATH) === "Enabled")
        continue;
      yield { address, what: `the versioning goes from Enabled to ${text(after, STATUS_PATH) ?? "none"}` };
    }
  },
};

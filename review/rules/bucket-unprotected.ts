import type { DangerRule } from "../model/danger";
import { updatesOf } from "../model/select";
import { flag, text } from "../model/json";

export const bucketUnprotected: DangerRule = {
  id: "bucket-unprotected",
  mail: "nothing yet; but Terraform no longer refuses a plan that destroys the bucket, and waiting mail would be destroyed too",
  since: "the merge",
  *find(comparison) {
    for (const { address, before, after } of updatesOf(comparison, "aws_s3_bucket")) {
      const bucket = text(after, "bucket");
      if (flag(before, "lifecycle.prevent_destroy") && !flag(after, "lifecycle.prevent_destroy")) {
        yield { address, what: `bucket ${bucket} loses prevent_destroy` };
      }
      if (!flag(before, "force_destroy") && flag(after, "force_destroy")) {
        yield { address, what: `bucket ${bucket} may be destroyed with mail in it (force_destroy)` };
      }
    }
  },
};

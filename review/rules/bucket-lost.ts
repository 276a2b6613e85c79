import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { goneOf } from "../model/select";

export const bucketLost: DangerRule = {
  id: "bucket-lost",
  mail: "waiting mail in the bucket is deleted or left behind, and SES cannot store new mail",
  since:
    "the apply; until a new bucket exists, SES accepts mail, retries to store the mail for 36 hours, then drops the mail without a bounce",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_s3_bucket"))
      yield { address: change.address, what: `bucket ${describeChange(change)}` };
  },
};

import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { goneOf } from "../model/select";

export const bucketLost: DangerRule = {
  id: "bucket-lost",
  mail: "what waits in the bucket is deleted or left behind, and SES has nowhere to put new mail",
  since: "the apply; mail taken before a new bucket stands is retried for 36 hours, then gone without a bounce",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_s3_bucket"))
      yield { address: change.address, what: `bucket ${describeChange(change)}` };
  },
};

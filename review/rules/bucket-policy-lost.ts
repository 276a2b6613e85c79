import type { DangerRule } from "../model/danger";
import { describeChange } from "../model/describe";
import { goneOf } from "../model/select";

export const bucketPolicyLost: DangerRule = {
  id: "bucket-policy-lost",
  mail: "SES accepts mail with 250 but may not store the mail; SES retries for 36 hours, then drops the mail without a bounce",
  since: "the first message after the apply; a replaced policy is missing for seconds only",
  *find(comparison) {
    for (const change of goneOf(comparison, "aws_s3_bucket_policy")) {
      yield { address: change.address, what: `the policy of bucket ${describeChange(change)}` };
    }
  },
};

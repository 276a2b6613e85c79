import { BUCKET_NAME_PATTERN, bucketNameRule } from "../names/aws-names";
import { mapping, stringWithPattern, stringWithRules } from "../schema-parts";
import { stateRegionRule, stateTextRule } from "../names/terraform-state";

export const stateShape = {
  local: stringWithRules(stateTextRule).meta({
    description: "Path of the state file, from the directory of the settings.",
  }),
  s3: mapping({
    bucket: stringWithPattern(bucketNameRule, BUCKET_NAME_PATTERN).meta({
      description: "A bucket that exists already.",
    }),
    key: stringWithRules(stateTextRule).optional().meta({ description: "Key of the state object." }),
    region: stringWithRules(stateRegionRule).meta({ description: "Region of that bucket." }),
  }).meta({ description: "State in S3, locked by a lock file beside it." }),
};

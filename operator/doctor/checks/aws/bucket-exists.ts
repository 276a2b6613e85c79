import { awsCheck } from "./aws-check";
import { bucketSubjects, regionOfBucket } from "./subjects";

export const bucketExists = awsCheck({
  id: "bucket-exists",
  title: "Is the bucket there?",
  subjects: bucketSubjects,
  async look(bucket, context) {
    const region = regionOfBucket(context, bucket);
    try {
      await context.aws.bucketPolicy(region);
      return { status: "OK", found: bucket };
    } catch (error) {
      if (!(error instanceof Error && error.name === "NoSuchBucket")) throw error;
      return {
        status: "FAIL",
        found: "no such bucket",
        expected: `a bucket ${bucket} in ${region.name}`,
        why: "SES cannot store the mail that it accepts, and gives it up after 36 hours.",
        advice: "deploy the stack of this region, or correct the bucket's name in the settings",
      };
    }
  },
});

import { awsCheck } from "./aws-check";
import { bucketSubjects, regionOfBucket } from "./subjects";

export const bucketVersioning = awsCheck({
  id: "bucket-versioning",
  title: "Can a deleted message be recovered from the bucket?",
  needs: ["aws-access", "bucket-exists"],
  subjects: bucketSubjects,
  async look(bucket, context) {
    const { s3 } = await context.aws.clients(regionOfBucket(context, bucket).name);
    const { Status } = await s3.getBucketVersioning({ Bucket: bucket });
    if (Status === "Enabled") return { status: "OK", found: "versioned" };
    return {
      status: "WARN",
      found: Status === undefined ? "not versioned" : `versioning is ${Status}`,
      expected: "versioning Enabled",
      why: "A message that is deleted, by an import or by mistake, is gone at once.",
      fix: `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
    };
  },
});

import { awsCheck } from "./aws-check";
import { bucketSubjects, regionOfBucket } from "./subjects";

export const bucketPrivate = awsCheck({
  id: "bucket-private",
  title: "Is the bucket closed to the public?",
  needs: ["aws-access", "bucket-exists"],
  subjects: bucketSubjects,
  async look(bucket, context) {
    const { s3 } = await context.aws.clients(regionOfBucket(context, bucket).name);
    const block = await s3.getPublicAccessBlock({ Bucket: bucket }).catch((error: unknown) => {
      if (error instanceof Error && error.name === "NoSuchPublicAccessBlockConfiguration") return undefined;
      throw error;
    });
    const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
      block?.PublicAccessBlockConfiguration ?? {};
    const settings = { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets };
    const open = Object.entries(settings).flatMap(([name, value]) => (value ? [] : [name]));
    if (open.length === 0) return { status: "OK", found: "public access is blocked" };
    const on = Object.keys(settings)
      .map((name) => `${name}=true`)
      .join(",");
    return {
      status: "FAIL",
      found: `${open.join(", ")} ${open.length === 1 ? "is" : "are"} off`,
      expected: "all four blocks on",
      why: "A single wrong policy or ACL would make your mail public.",
      fix: `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration ${on}`,
    };
  },
});

import type { LifecycleRule } from "../../../../store/bucket-configuration";
import type { Retention } from "../../../../settings/model";
import type { Finding } from "../../model";
import { awsCheck } from "./aws-check";
import { bucketSubjects, regionOfBucket } from "./subjects";

export const bucketLifecycle = awsCheck({
  id: "bucket-lifecycle",
  title: "Does the bucket keep waiting mail, and expire deleted mail, as in the settings?",
  needs: ["aws-access", "bucket-exists"],
  subjects: bucketSubjects,
  async look(bucket, context) {
    const { s3 } = await context.aws.clients(regionOfBucket(context, bucket).name);
    const configuration = await s3.getBucketLifecycleConfiguration({ Bucket: bucket }).catch((error: unknown) => {
      if (error instanceof Error && error.name === "NoSuchLifecycleConfiguration") return undefined;
      throw error;
    });
    const rules = (configuration?.Rules ?? []).filter(({ Status }) => Status === "Enabled");
    return judgeLifecycle(rules, context.settings.retention);
  },
});

function judgeLifecycle(rules: readonly LifecycleRule[], { deletedDays, waitingDays }: Retention): Finding {
  const waits = rules.flatMap(({ Expiration }) => Expiration?.Days ?? []);
  const keeps = rules.flatMap(({ NoncurrentVersionExpiration }) => NoncurrentVersionExpiration?.NoncurrentDays ?? []);
  const wait = waits.length > 0 ? Math.min(...waits) : undefined;
  const keep = keeps.length > 0 ? Math.min(...keeps) : undefined;
  const found = `waiting mail ${days(wait)}, deleted mail ${days(keep)}`;
  const expected = `waiting mail ${days(waitingDays)}, deleted mail ${days(deletedDays)}`;
  const advice = "deploy the stack of this region again";
  if (wait !== undefined && wait < (waitingDays ?? Infinity)) {
    const why = "Mail that waits longer than this, in a long outage, is deleted before it is delivered.";
    return { status: "FAIL", found, expected, why, advice };
  }
  if (keep === undefined) {
    const why = "Every message that was ever imported is kept and paid for.";
    return { status: "WARN", found, expected, why, advice };
  }
  if (keep !== deletedDays || wait !== waitingDays) {
    const why = "The settings were changed and not deployed, or the bucket was changed by hand.";
    return { status: "WARN", found, expected, why, advice };
  }
  return { status: "OK", found };
}

const days = (count: number | undefined): string => (count === undefined ? "for ever" : `${count} days`);

import { randomBytes } from "node:crypto";
import { objectKey } from "../../../../inbound/object-key";
import { StoreError } from "../../../../store/store-error";
import type { DeleteResult } from "../../../../store/store";
import { openBucket } from "../../home/open-bucket";
import { AWS_DEADLINE_MS, type Finding } from "../../model";
import { bucketSubjects, regionOfBucket } from "../aws/subjects";
import { firstOf, homeCheck } from "./home-check";

/**
 * Asks S3 to delete an object that does not exist, under a condition that no object meets: S3 looks at the permission first. Nothing is
 * deleted, and no delete marker is made.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export const importerMayDelete = homeCheck({
  id: "importer-may-delete",
  title: "May the importer's key delete what is delivered?",
  needs: ["importer-key"],
  deadlineMs: AWS_DEADLINE_MS,
  subjects: bucketSubjects,
  async look(bucket, context, signal): Promise<Finding> {
    const store = await openBucket(regionOfBucket(context, bucket), context, signal);
    const key = objectKey(firstOf(context.settings).prefix, `standby-mx-doctor-${randomBytes(12).toString("hex")}`);
    try {
      const [result] = await store.deleteMany([{ key, etag: "0".repeat(32) }]);
      return judgeDeletion(result!);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.kind === "denied") return judgeDeletion({ key, outcome: "refused", reason: error.message });
      return judgeDeletion({ key, outcome: "failed", reason: error.message });
    } finally {
      await store.close();
    }
  },
});

export function judgeDeletion(result: DeleteResult): Finding {
  const expected = "the permission s3:DeleteObject";
  switch (result.outcome) {
    case "deleted":
    case "changed":
      return { status: "OK", found: "S3 allows it" };
    case "refused":
      return {
        status: "FAIL",
        found: result.reason,
        expected,
        why: "The importer delivers each message once and cannot remove it: the bucket grows, and each run reports the message.",
        advice: "deploy the stack, which gives the permission to the importer's user",
      };
    case "failed":
      return { status: "UNKNOWN", found: result.reason, expected, why: "could not look", advice: "try again" };
  }
}

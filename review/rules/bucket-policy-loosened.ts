import type { DangerRule } from "../model/danger";
import { changesOf } from "../model/select";
import { grantsOf, describeGrants, uncovered, type Grant } from "../facts/grants";
import { mailBuckets, mailPrefixes } from "../facts/mail-places";
import { onlyOurAccount } from "../facts/our-account";

export const bucketPolicyLoosened: DangerRule = {
  id: "bucket-policy-loosened",
  mail: "a principal gets more access to the waiting mail than before: to read, write or delete messages",
  since: "the apply",
  *find(comparison) {
    const [buckets, prefixes] = [mailBuckets([comparison]), mailPrefixes([comparison])];
    for (const { address, action, before, after } of changesOf(comparison, "aws_s3_bucket_policy")) {
      const [grantsBefore, grantsAfter] = [grantsOf(before?.policy), grantsOf(after?.policy)];
      const isOurs = onlyOurAccount(comparison, grantsBefore);
      const wider = uncovered(grantsAfter.filter(isAllow), grantsBefore).filter((grant) => {
        const place = sesWritesTo(grant);
        // A policy that names every mailbox may be too long for S3; then a new policy names the whole bucket.
        const isMailbox = prefixes.has(place?.prefix ?? "") || (before === undefined && place?.prefix === "");
        return !(isMailbox && buckets.has(place?.bucket ?? "") && isOurs(grant));
      });
      for (const grant of describeGrants(wider)) yield { address, what: `the bucket policy now allows ${grant}` };
      if (action !== "update") continue;
      const dropped = uncovered(
        grantsBefore.filter((grant) => !isAllow(grant)),
        grantsAfter,
      );
      for (const grant of describeGrants(dropped))
        yield { address, what: `the bucket policy no longer denies ${grant}` };
    }
  },
};

const isAllow = ({ effect }: Grant) => effect === "Allow";

/** The place where the grant lets SES store objects, as a mailbox needs it. */
function sesWritesTo({ principal, action, resource }: Grant): { bucket: string; prefix: string } | undefined {
  if (principal !== "Service ses.amazonaws.com" || action !== "s3:putobject") return undefined;
  const [, bucket, prefix = ""] = /^arn:aws:s3:::([^/]+)\/(?:(.+)\/)?\*$/.exec(resource) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}

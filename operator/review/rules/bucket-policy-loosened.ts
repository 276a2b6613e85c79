import { updatesOf, type DangerRule } from "../danger";
import { grantsOf, saidGrants, uncovered, type Grant } from "../grants";
import { mailBuckets, mailPrefixes } from "../mail-places";

export const bucketPolicyLoosened: DangerRule = {
  id: "bucket-policy-loosened",
  mail: "somebody may do more with the waiting mail than before: read it, write into it or delete it",
  since: "the apply",
  *find(comparison) {
    const needed = sesWrites(mailBuckets([comparison]), mailPrefixes([comparison]));
    for (const { address, action, before, after } of updatesOf(comparison, "aws_s3_bucket_policy")) {
      if (action === "replace") continue;
      const [old, fresh] = [grantsOf(before.policy), grantsOf(after.policy)];
      const wider = uncovered(fresh.filter(isAllow), old).filter((grant) => !needed(grant));
      for (const grant of saidGrants(wider)) yield { address, what: `the bucket policy now allows ${grant}` };
      const dropped = uncovered(
        old.filter((grant) => !isAllow(grant)),
        fresh,
      );
      for (const grant of saidGrants(dropped)) yield { address, what: `the bucket policy no longer denies ${grant}` };
    }
  },
};

const isAllow = ({ effect }: Grant) => effect === "Allow";

/** What SES needs for a mailbox: to put objects under its prefix, for one account only. */
function sesWrites(buckets: ReadonlySet<string>, prefixes: ReadonlySet<string>): (grant: Grant) => boolean {
  return ({ principal, action, resource, conditions }) => {
    const [, bucket = "", prefix = ""] = /^arn:aws:s3:::([^/]+)\/(.+)\/\*$/.exec(resource) ?? [];
    const onlyUs = conditions.some((condition) => condition.startsWith("StringEquals aws:SourceAccount "));
    const isSes = principal === "Service ses.amazonaws.com" && action === "s3:putobject";
    return isSes && onlyUs && buckets.has(bucket) && prefixes.has(prefix);
  };
}

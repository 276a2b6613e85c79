import { classifier } from "../../../../importer/listing/classify";
import { UnclaimedMail } from "../../../../importer/listing/unclaimed-mail";
import { StoreError } from "../../../../store/store-error";
import { ageText, countText } from "../../../status/quantities";
import { openBucket } from "../../home/open-bucket";
import type { Finding } from "../../model";
import { awsCheck } from "./aws-check";
import { bucketSubjects, regionOfBucket } from "./subjects";

const MAX_NAMED = 3;

/** If each host has an access key of its own, no importer can see this mail; otherwise each import reports it. */
export const unclaimedMail = awsCheck({
  id: "unclaimed-mail",
  title: "Does mail wait that no mailbox would ever get?",
  needs: ["aws-access", "bucket-exists"],
  subjects: (context) => (context.settings.importer.keyPerHost ? bucketSubjects(context) : []),
  async look(bucket, context, signal): Promise<Finding> {
    const { mailboxes, importer } = context.settings;
    const classify = classifier(mailboxes, importer.ignorePrefixes);
    const unclaimed = new UnclaimedMail();
    try {
      const store = await openBucket(regionOfBucket(context, bucket), context, signal);
      try {
        for await (const page of store.list("")) {
          for (const object of page) {
            const found = classify(object);
            if (found.kind === "unclaimed") unclaimed.add(bucket, found.prefix, object);
          }
        }
      } finally {
        await store.close();
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return {
        status: "UNKNOWN",
        found: error.message,
        expected: "a listing of the whole bucket",
        why: "could not look: a host's key may list its own mail only",
        advice: "on the machine with the credentials of your AWS account, run:",
        fix: "standby-mx doctor --only aws",
      };
    }
    return judgeUnclaimed(unclaimed, context.machine.now());
  },
});

export function judgeUnclaimed({ count, prefixes }: UnclaimedMail, now: number): Finding {
  if (count === 0) return { status: "OK", found: "all mail is under a mailbox's prefix" };
  const prefixNames = prefixes.slice(0, MAX_NAMED).map(({ prefix }) => `${prefix}/`);
  const more = prefixes.length > MAX_NAMED ? ` and ${prefixes.length - MAX_NAMED} more prefixes` : "";
  const oldest = Math.min(...prefixes.map((each) => each.oldest.getTime()));
  return {
    status: "WARN",
    found: `${countText(count)} under ${prefixNames.join(", ")}${more}, the oldest for ${ageText(now - oldest)}`,
    expected: "mail under the prefixes of the mailboxes only",
    why: "No host's importer sees this mail, and none delivers it.",
    advice: "write formerPrefixes: [PREFIX] into the mailbox that should get the mail, and deploy",
  };
}

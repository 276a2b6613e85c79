import { classifier } from "../../../../importer/listing/classify";
import { listedPrefixes } from "../../../../importer/listing/listed-prefixes";
import { DAY_MS } from "../../../../lib/time";
import { SETUP_OBJECT_NAME } from "../../../../lib/ses-setup-object";
import type { Store } from "../../../../store/store";
import { StoreError } from "../../../../store/store-error";
import { openBucket } from "../../home/open-bucket";
import { ageText } from "../../../status/quantities";
import { AWS_DEADLINE_MS, type Finding } from "../../model";
import { bucketNames, regionOfBucket } from "../aws/subjects";
import { homeCheck } from "./home-check";

/** Bounds the time of the listing. */
const MAX_LISTED_OBJECTS = 10_000;

export const waiting = homeCheck({
  id: "waiting",
  title: "Does mail wait longer than it should?",
  needs: ["importer-key"],
  deadlineMs: AWS_DEADLINE_MS,
  subjects: bucketNames,
  async look(bucket, context, signal): Promise<Finding> {
    const store = await openBucket(regionOfBucket(context, bucket), context, signal);
    const { mailboxes, importer, host } = context.settings;
    const classify = classifier(mailboxes, importer.ignorePrefixes, host);
    let count = 0;
    let oldest = Infinity;
    try {
      for await (const page of pagesOf(store, listedPrefixes(context.settings))) {
        for (const object of page) {
          if (object.key.endsWith(SETUP_OBJECT_NAME) || classify(object).kind === "elsewhere") continue;
          count++;
          oldest = Math.min(oldest, object.lastModified.getTime());
        }
        if (count >= MAX_LISTED_OBJECTS || signal.aborted) break;
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { status: "UNKNOWN", found: error.message, expected: "a listing of the bucket", why: "could not look" };
    } finally {
      await store.close();
    }
    return judgeWaiting(count, context.machine.now() - oldest);
  },
});

async function* pagesOf(store: Store, prefixes: readonly string[]): ReturnType<Store["list"]> {
  for (const prefix of prefixes) yield* store.list(prefix);
}

export function judgeWaiting(count: number, oldestMs: number): Finding {
  if (count === 0) return { status: "OK", found: "no mail waits" };
  const found = `${count >= MAX_LISTED_OBJECTS ? "more than " : ""}${count} messages, the oldest for ${ageText(oldestMs)}`;
  if (oldestMs < DAY_MS) return { status: "OK", found };
  return {
    status: "WARN",
    found,
    expected: "no message that has waited for a day",
    why: "The importer does not run, a mailbox cannot be written, or the message is held for a decision of yours.",
    fix: "standby-mx import --dry-run",
  };
}

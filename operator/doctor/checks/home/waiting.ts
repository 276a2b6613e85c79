import { listedPrefixes } from "../../../../importer/listing/listed-prefixes";
import { DAY_MS } from "../../../../lib/time";
import { StoreError } from "../../../../store/store-error";
import { waitingOf } from "../../../status/check";
import { ageText, countText } from "../../../status/quantities";
import type { MailCount } from "../../../status/run-state";
import { readRunState, StateFileError } from "../../../status/state-file";
import { Survey } from "../../../status/survey";
import type { DoctorContext } from "../../context";
import { openBucket } from "../../home/open-bucket";
import { AWS_DEADLINE_MS, type Finding } from "../../model";
import { bucketSubjects, regionOfBucket } from "../aws/subjects";
import { homeCheck, stateDirectoryOf } from "./home-check";

/** Bounds the listing, so that a long backlog does not take doctor's whole time. S3 lists 1,000 objects in a page. */
const MAX_LISTED_PAGES = 10;

export const waiting = homeCheck({
  id: "waiting",
  title: "Does mail wait longer than it should?",
  needs: ["importer-key"],
  deadlineMs: AWS_DEADLINE_MS,
  subjects: bucketSubjects,
  async look(bucket, context, signal): Promise<Finding> {
    const { settings, machine } = context;
    // Each prefix that is listed by itself has a page of its own.
    const maxPages = MAX_LISTED_PAGES + listedPrefixes(settings).length - 1;
    let pages = 0;
    const isCut = () => pages > maxPages || signal.aborted;
    const survey = new Survey(settings, await heldBefore(context), () => {
      pages++;
      return isCut();
    });
    try {
      await survey.countAll([regionOfBucket(context, bucket)], (region) => openBucket(region, context, signal));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { status: "UNKNOWN", found: error.message, expected: "a listing of the bucket", why: "could not look" };
    }
    const now = machine.now();
    return judgeWaiting(waitingOf(survey.result(new Date(now))), now, isCut());
  },
});

/** Messages that the last import held do not count as waiting; the check held reports them. */
async function heldBefore(context: DoctorContext) {
  const none = { heldCount: 0, held: [] };
  try {
    return (await readRunState(context.machine.disk, stateDirectoryOf(context)))?.store ?? none;
  } catch (error) {
    // The check last-run reports what is wrong with the record.
    if (error instanceof StateFileError) return none;
    throw error;
  }
}

const noneSeen: Finding = {
  status: "UNKNOWN",
  found: "no mail of this server in the part of the bucket that was listed",
  expected: "a whole listing of the bucket",
  why: "could not look",
  fix: "standby-mx status --live",
};

/** `isCut`: the listing ended before all mail was counted. */
export function judgeWaiting({ messages, oldest }: MailCount, now: number, isCut = false): Finding {
  if (oldest === undefined) return isCut ? noneSeen : { status: "OK", found: "no mail waits" };
  const age = now - Date.parse(oldest);
  const found = `${isCut ? "more than " : ""}${countText(messages)}, the oldest for ${ageText(age)}`;
  if (age < DAY_MS) return { status: "OK", found };
  return {
    status: "WARN",
    found,
    expected: "no message that has waited for a day",
    why: "The importer does not run, or a mailbox cannot be written.",
    fix: "standby-mx import --dry-run",
  };
}

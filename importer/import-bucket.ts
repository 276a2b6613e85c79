import type { Mailbox } from "../settings/model";
import { compareKeys } from "../store/key-order";
import type { Store } from "../store/store";
import { BucketListing } from "./listing/bucket-listing";
import type { Courier } from "./delivery/deliverer";
import type { Run } from "./context";
import { DAY_MS } from "../lib/time";

const DAY = DAY_MS;

/** So long a delivered message is remembered after it was last seen; SES tries for 36 hours to store one. */
const REMEMBERED = 30 * DAY;

/** Hands what waits in one bucket, for one mailbox or for all, to a courier; returns whether all of it was seen. */
export async function importBucket(
  run: Run,
  store: Store,
  bucket: string,
  courier: Courier,
  only: Mailbox | undefined,
): Promise<boolean> {
  const cursor = (await run.checkpoints.list(bucket)).cursor();
  try {
    const rememberSince = run.machine.now() - REMEMBERED / 2;
    const listing = new BucketListing(run, store, bucket, cursor, courier, rememberSince, only);
    const complete = await listing.deliverAll(only ? prefixesOf(only) : [""]);
    return complete && only === undefined;
  } finally {
    await cursor.close();
  }
}

/** What the keys of a mailbox's messages begin with, in key order. */
function prefixesOf({ prefix, formerPrefixes }: Mailbox): readonly string[] {
  return [prefix, ...formerPrefixes].map((each) => (each === "" ? "" : `${each}/`)).sort(compareKeys);
}

/** Puts away what the run has settled. Only a bucket that was seen whole shows which deliveries may be forgotten. */
export async function settleBucket(run: Run, bucket: string, seenWhole: boolean): Promise<void> {
  if (run.journal.settled.length > 0) await run.checkpoints.checkpoint();
  if (seenWhole) await run.openHandovers.forgetDeleted(bucket);
  if (seenWhole) await (await run.checkpoints.list(bucket)).compact(run.machine.now() - REMEMBERED);
}

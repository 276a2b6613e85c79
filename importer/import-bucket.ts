import type { Mailbox } from "../settings/model";
import type { Store } from "../store/store";
import type { ImportContext } from "./context";
import type { Deliverer } from "./delivery/deliverer";
import { BucketListing } from "./listing/bucket-listing";
import { listedPrefixes } from "./listing/listed-prefixes";
import type { ImportReport } from "./report";
import { DELIVERED_RETENTION_MS } from "./state/delivered/delivered-list";

export interface BucketImport {
  readonly deliverer: Deliverer;
  readonly report: ImportReport;
  /** The only mailbox to deliver to; `undefined`: all mailboxes. */
  readonly only: Mailbox | undefined;
}

/** Delivers the messages of one bucket, for one mailbox or for all mailboxes. */
export async function importBucket(
  context: ImportContext,
  { store, bucket }: { readonly store: Store; readonly bucket: string },
  { deliverer, report, only }: BucketImport,
): Promise<{ readonly isSeenWhole: boolean }> {
  const cursor = (await context.checkpoints.list(bucket)).cursor();
  const rememberSince = context.machine.now() - DELIVERED_RETENTION_MS / 2;
  const prefixes = listedPrefixes(context.settings, only);
  const listing = new BucketListing(context, store, cursor, { bucket, prefixes, only, rememberSince });
  try {
    for await (const batch of listing.batches()) {
      report.add(batch.outcomes);
      await deliverer.deliver(batch);
      if (deliverer.isStoreGone) break;
    }
  } finally {
    // Runs after a failure, too: no batch may continue after this function has thrown.
    await deliverer.finish().finally(() => cursor.close());
  }
  return { isSeenWhole: listing.isWhole && only === undefined };
}

/**
 * Moves the messages that the run has settled into the list of delivered messages. Old entries are forgotten only after
 * a complete listing of the mail of this host.
 */
export async function settleBucket(
  { journal, checkpoints, openAttempts, heldVerdicts, time, settings }: ImportContext,
  bucket: string,
  { isSeenWhole }: { readonly isSeenWhole: boolean },
): Promise<void> {
  if (journal.settled.length > 0) await checkpoints.checkpoint();
  if (isSeenWhole) await openAttempts.forgetDeleted(bucket, listedPrefixes(settings));
  await heldVerdicts.settle(bucket, isSeenWhole);
  const forgetBefore = isSeenWhole ? time.earliest() - DELIVERED_RETENTION_MS : -Infinity;
  await (await checkpoints.list(bucket)).compact(forgetBefore);
}

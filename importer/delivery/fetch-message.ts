import type { ObjectSummary, Store } from "../../store/store";
import { StoreError, type StoreErrorKind } from "../../store/store-error";
import { BrokenDownloadError, DamagedDownload } from "../message/download";
import { type MessageSource, type OpenMessage, openMessage } from "../message/open-message";
import { Undeliverable } from "../message/undeliverable";
import { reportStop, type Run } from "../context";
import type { Message } from "./stage-batch";
import { messageOf } from "../../lib/errors";

const TRIES = 3;

/** Opens a message for whoever reads it to its end; again, where another download may be better. */
export async function fetchMessage<T>(
  source: MessageSource,
  object: ObjectSummary,
  read: (message: OpenMessage) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const message = await openMessage(source, object);
      try {
        return await read(message);
      } finally {
        message.close();
      }
    } catch (error) {
      if (isOfKind(error, "missing")) await checkGone(source.store, object);
      // The store itself has tried again by now, where that may help.
      if (!(error instanceof DamagedDownload || error instanceof BrokenDownloadError) || attempt === TRIES) throw error;
    }
  }
}

/**
 * Somebody may have removed an object since it was listed. But a store that goes on listing it cannot be believed when it says that
 * it has no such object; a run that believes it would end as if there were no mail.
 */
async function checkGone(store: Store, { key }: ObjectSummary): Promise<void> {
  for await (const [first] of store.list(key, () => undefined)) {
    if (first?.key !== key) return;
    throw new StoreError("unavailable", `${store.name} lists ${key}, but says that there is no such object`);
  }
}

export function isUnavailable(error: unknown): boolean {
  return isOfKind(error, "unavailable");
}

function isOfKind(error: unknown, kind: StoreErrorKind): boolean {
  return error instanceof StoreError && error.kind === kind;
}

/** Reports why a message could not be fetched, or could not be written down here. */
export function reportFailure(run: Run, bucket: string, { object, mailbox }: Message, error: unknown): void {
  const { key } = object;
  const reason = messageOf(error);
  if (isUnavailable(error) && reportStop(run, bucket)) {
    // Given up for that.
  } else if (error instanceof StoreError) {
    if (error.kind === "missing") return; // somebody has removed it since it was listed
    const isAboutTheMessage = error.kind === "denied" || error.kind === "invalid-key";
    if (isAboutTheMessage) return run.report.hold({ bucket, key, mailbox: mailbox.user, reason });
    run.report.bucketProblem(bucket, error);
  } else if (error instanceof Undeliverable) {
    return run.report.hold({ bucket, key, mailbox: mailbox.user, reason });
  } else {
    run.mailboxes.wait(mailbox.user, error);
  }
  run.report.waiting++;
}

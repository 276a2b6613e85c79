import type { ObjectSummary } from "../store/store";
import { StoreError } from "../store/store-error";
import { DamagedDownload } from "./message/download";
import { type MessageSource, type OpenMessage, openMessage } from "./message/open-message";
import { Undeliverable } from "./message/undeliverable";
import type { Run } from "./run";
import type { Message } from "./stage-batch";

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
      if (!(error instanceof DamagedDownload || isUnavailable(error)) || attempt === TRIES) throw error;
    }
  }
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof StoreError && error.kind === "unavailable";
}

/** Reports why a message could not be fetched, or could not be written down here. */
export function reportFailure(run: Run, bucket: string, { object, mailbox }: Message, error: unknown): void {
  const { key } = object;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof StoreError) {
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

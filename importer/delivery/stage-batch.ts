import type { Mailbox } from "../../settings/model";
import { inParallel } from "../../lib/in-parallel";
import type { ObjectSummary } from "../../store/store";
import { fetchMessage, isUnavailable, reportFailure } from "./fetch-message";
import type { Delivery } from "../state/journal/records";
import type { Maildir } from "../maildir/maildir";
import { addedHeaders, type KnownOfMessage } from "../message/added-headers";
import { chooseFolder } from "../message/choose-folder";
import type { MessageSource } from "../message/open-message";
import { receiptTime } from "../message/receipt-time";
import { writeMessage } from "../message/write-message";
import type { Run } from "../context";
import type { Slots } from "../../lib/semaphore";

/** A message of the store that has to be delivered. */
export interface Message {
  readonly object: ObjectSummary;
  readonly mailbox: Mailbox;
}

/** A message that is in the stage directory, complete. */
export interface StagedDelivery {
  readonly maildir: Maildir;
  readonly delivery: Delivery;
}

export interface StagedBatch {
  readonly staged: readonly StagedDelivery[];
  /** The store answered to none of the requests. */
  readonly storeFailed: boolean;
}

/** A message whose stage file is written, but not yet durable. */
interface WrittenDelivery extends StagedDelivery {
  readonly message: Message;
  readonly finish: () => Promise<void>;
}

/** Downloads messages into the stage directories of their mailboxes, some at a time. What cannot be staged is reported. */
export async function stageBatch(
  run: Run,
  source: MessageSource,
  bucket: string,
  messages: readonly Message[],
  downloads: Slots,
): Promise<StagedBatch> {
  const written: WrittenDelivery[] = [];
  const staged: StagedDelivery[] = [];
  let failures = 0;
  const writeOne = async (message: Message) => {
    const { user } = message.mailbox;
    const maildir = await run.mailboxes.open(user, run.mailboxes.placeOf(message.mailbox));
    if (!maildir) return void run.report.waiting++;
    try {
      written.push(await write(run, source, bucket, message, maildir));
    } catch (error) {
      if (isUnavailable(error)) failures++;
      reportFailure(run, bucket, message, error);
    }
  };
  const finishOne = async ({ message, maildir, delivery, finish }: WrittenDelivery) => {
    try {
      await finish();
      staged.push({ maildir, delivery });
    } catch (error) {
      await discard(maildir, delivery.name);
      reportFailure(run, bucket, message, error);
    }
  };
  await inParallel(messages, messages.length, (message) => downloads.use(() => writeOne(message)));
  // All at once: the disk makes many files durable in the time of one.
  await inParallel(written, written.length, finishOne);
  return { staged, storeFailed: failures > 0 && failures === messages.length };
}

async function write(
  run: Run,
  source: MessageSource,
  bucket: string,
  message: Message,
  maildir: Maildir,
): Promise<WrittenDelivery> {
  const { object, mailbox } = message;
  const { key, etag } = object;
  const identity = { bucket, key, etag };
  const place = { mailbox: mailbox.user, maildir: maildir.path, stage: maildir.stage };
  return fetchMessage(source, object, async (opened) => {
    const envelope = await run.envelopes.of(identity);
    const folder = chooseFolder(opened.sesBlock, envelope, run.settings.importer);
    if (folder !== undefined) await maildir.folders.ensure(folder);
    const head = headOf(run, { identity, mailbox, envelope, sesBlock: opened.sesBlock });
    const received = receiptTime(opened, object);
    const name = run.names.next(received);
    try {
      const { size, finish } = await writeMessage(opened, maildir, name, received, head);
      return { message, maildir, delivery: { ...identity, ...place, name, folder, size, boot: run.boot }, finish };
    } catch (error) {
      await discard(maildir, name);
      throw error;
    }
  });
}

function headOf({ settings }: Run, known: KnownOfMessage): Buffer {
  if (!settings.importer.addedHeaders) return Buffer.alloc(0);
  return addedHeaders(known);
}

/** Removes a stage file without an intent. One that stays does no harm: the next run removes it. */
export async function discard(maildir: Maildir, name: string): Promise<void> {
  await maildir.discard({ stage: maildir.stage, name }).catch(() => undefined);
}

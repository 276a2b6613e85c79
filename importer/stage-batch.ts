import type { Mailbox } from "../settings/model";
import { inParallel } from "../store/in-parallel";
import type { ObjectSummary } from "../store/store";
import { fetchMessage, isUnavailable, reportFailure } from "./fetch-message";
import type { Delivery } from "./journal/records";
import type { Maildir } from "./maildir/maildir";
import { addedHeaders, type KnownOfMessage } from "./message/added-headers";
import { chooseFolder } from "./message/choose-folder";
import type { MessageSource } from "./message/open-message";
import { receiptTime } from "./message/receipt-time";
import { stageMessage } from "./message/stage-message";
import type { Run } from "./run";
import type { Slots } from "./slots";

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

/** Downloads messages into the stage directories of their mailboxes, some at a time. What cannot be staged is reported. */
export async function stageBatch(
  run: Run,
  source: MessageSource,
  bucket: string,
  messages: readonly Message[],
  downloads: Slots,
): Promise<StagedBatch> {
  const staged: StagedDelivery[] = [];
  let failures = 0;
  const stageOne = async (message: Message) => {
    const { user } = message.mailbox;
    const maildir = await run.mailboxes.open(user, run.mailboxes.placeOf(message.mailbox));
    if (!maildir) return void run.report.waiting++;
    try {
      staged.push(await stage(run, source, bucket, message, maildir));
    } catch (error) {
      if (isUnavailable(error)) failures++;
      reportFailure(run, bucket, message, error);
    }
  };
  await inParallel(messages, messages.length, (message) => downloads.use(() => stageOne(message)));
  return { staged, storeFailed: failures > 0 && failures === messages.length };
}

async function stage(
  run: Run,
  source: MessageSource,
  bucket: string,
  { object, mailbox }: Message,
  maildir: Maildir,
): Promise<StagedDelivery> {
  const { key, etag } = object;
  const identity = { bucket, key, etag };
  const place = { mailbox: mailbox.user, maildir: maildir.path, stage: maildir.stage };
  const file = await fetchMessage(source, object, async (message) => {
    const envelope = await run.envelopes.of(identity);
    const folder = chooseFolder(message.sesBlock, envelope, run.settings.importer);
    if (folder !== undefined) await maildir.folders.ensure(folder);
    const head = headOf(run, { identity, mailbox, envelope, sesBlock: message.sesBlock });
    const received = receiptTime(message, object);
    const name = run.names.next(received);
    try {
      return { name, folder, ...(await stageMessage(message, maildir, name, received, head)) };
    } catch (error) {
      await discard(maildir, name);
      throw error;
    }
  });
  return { maildir, delivery: { ...identity, ...place, ...file, boot: run.boot } };
}

function headOf({ settings }: Run, known: Omit<KnownOfMessage, "isCatchAll">): Buffer {
  if (!settings.importer.addedHeaders) return Buffer.alloc(0);
  return addedHeaders({ ...known, isCatchAll: known.mailbox.user === settings.catchAll });
}

/** Removes a stage file without an intent. One that stays does no harm: the next run removes it. */
export async function discard(maildir: Maildir, name: string): Promise<void> {
  await maildir.discard({ stage: maildir.stage, name }).catch(() => undefined);
}

import type { ImportContext } from "../context";
import type { Maildir } from "../maildir/maildir";
import { addedHeaders } from "../message/added-headers";
import { chooseFolder } from "../message/choose-folder";
import type { Delivery, Message } from "../message/model";
import { type MessageSource, type OpenMessage, openMessage } from "../message/open-message";
import { receiptTime } from "../message/receipt-time";
import { writeMessage } from "../message/write-message";
import { retryDownload } from "./retry-download";

/** A message whose stage file is written, but not yet durable. */
export interface WrittenDelivery {
  readonly message: Message;
  readonly delivery: Delivery;
  /** Makes the bytes durable, though not the name, and closes the file. */
  readonly finish: () => Promise<void>;
}

/** Downloads a message into the stage directory of its Maildir. */
export function stageMessage(
  context: ImportContext,
  source: MessageSource,
  message: Message,
  maildir: Maildir,
): Promise<WrittenDelivery> {
  return retryDownload(source, message.object, async () => {
    const opened = await openMessage(source, message.object);
    try {
      return await writeStageFile(context, message, maildir, opened);
    } finally {
      opened.close();
    }
  });
}

async function writeStageFile(
  context: ImportContext,
  message: Message,
  maildir: Maildir,
  opened: OpenMessage,
): Promise<WrittenDelivery> {
  const { identity, object, mailbox } = message;
  const { importer } = context.settings;
  const { sesBlock } = opened;
  const envelope = await context.envelopes.of(identity);
  const folder = chooseFolder(sesBlock, envelope, importer, context.released.has(identity));
  if (folder !== undefined) await maildir.folders.ensure(folder);
  const headers = importer.addedHeaders ? addedHeaders({ identity, mailbox, envelope, sesBlock }) : Buffer.alloc(0);
  const received = receiptTime(opened, object);
  const name = context.names.next(received);
  try {
    const { size, finish } = await writeMessage(opened, () => maildir.stage.create(name), received, headers);
    const place = { mailbox: mailbox.user, maildir: maildir.path, stage: maildir.stage.generation };
    return {
      message,
      delivery: { ...identity, ...place, name, folder, size, bootId: context.bootId },
      finish,
    };
  } catch (error) {
    await maildir.stage.discardUnused(name);
    throw error;
  }
}

import type { Maildir } from "../maildir/maildir";
import { toLf } from "./crlf-to-lf";
import { inPieces } from "./in-pieces";
import type { OpenMessage } from "./open-message";

export interface StagedMessage {
  /** Bytes of the file. */
  readonly size: number;
}

/**
 * Writes a message into a new stage file and makes it durable there, complete in bytes, times, mode and owner, but not yet
 * under a durable name. Throws what reading the message throws, or the disk's error; a stage file may be left then.
 */
export async function stageMessage(
  message: OpenMessage,
  maildir: Maildir,
  name: string,
  received: Date,
  /** What comes above the message. */
  head: Buffer,
): Promise<StagedMessage> {
  const file = await maildir.create(name);
  try {
    let size = 0;
    for await (const bytes of inPieces(below(head, toLf(message.bytes)))) {
      size += bytes.length;
      await file.write(bytes);
    }
    await file.setModified(received);
    await file.sync();
    return { size };
  } finally {
    await file.close();
  }
}

async function* below(head: Buffer, message: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* message;
}

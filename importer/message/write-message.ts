import { setImmediate } from "node:timers/promises";
import type { Maildir } from "../maildir/maildir";
import { toLf } from "./crlf-to-lf";
import { inPieces } from "./in-pieces";
import type { OpenMessage } from "./open-message";

/** A stage file with a message, complete in bytes, times, mode and owner, but not yet durable. */
export interface WrittenMessage {
  /** Bytes of the file. */
  readonly size: number;
  /** Makes all of that durable, though not the name, and closes the file. */
  readonly finish: () => Promise<void>;
}

/** Writes a message into a new stage file. Throws what reading the message throws, or the disk's error; a stage file may be left. */
export async function writeMessage(
  message: OpenMessage,
  maildir: Maildir,
  name: string,
  received: Date,
  /** What comes above the message. */
  head: Buffer,
): Promise<WrittenMessage> {
  // What has arrived in one turn of the event loop is written together, which takes less processor time (docs/performance.md).
  await setImmediate();
  const file = await maildir.create(name);
  try {
    let size = 0;
    for await (const bytes of inPieces(below(head, toLf(message.bytes)))) {
      size += bytes.length;
      await file.write(bytes);
    }
    await file.setModified(received);
    return { size, finish: () => file.sync().finally(() => file.close()) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* below(head: Buffer, message: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* message;
}

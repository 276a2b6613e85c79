import { setImmediate } from "node:timers/promises";
import type { NewFile } from "../machine/disk";
import { toLf } from "./crlf-to-lf";
import type { OpenMessage } from "./open-message";

/** Each write(2) has a fixed cost, so small chunks are collected. */
const MIN_WRITE_BYTES = 64 * 1024;

/** A stage file with a message, complete in bytes, times, mode and owner, but not yet durable. */
export interface WrittenMessage {
  /** Bytes of the file. */
  readonly size: number;
  /** Makes the file durable, though not its name, and closes it. */
  readonly finish: () => Promise<void>;
}

/**
 * Writes a message into a new stage file, with `prologue` above the message. Throws errors of reading the message and
 * of the disk; the stage file may be left after an error.
 */
export async function writeMessage(
  message: OpenMessage,
  create: () => Promise<NewFile>,
  received: Date,
  prologue: Buffer,
): Promise<WrittenMessage> {
  // All messages that arrive in one turn of the event loop are written together, which takes less processor time
  // (docs/performance.md).
  await setImmediate();
  const file = await create();
  try {
    let size = 0;
    for await (const bytes of inPieces(prepend(prologue, toLf(message.bytes)))) {
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

async function* prepend(prologue: Buffer, message: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield prologue;
  yield* message;
}

/** Joins chunks into pieces of `MIN_WRITE_BYTES` or more, except the last piece. */
export async function* inPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    pending.push(chunk);
    length += chunk.length;
    if (length < MIN_WRITE_BYTES) continue;
    yield Buffer.concat(pending);
    [pending, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(pending);
}

import type { Disk } from "../machine/disk";
import { encodeFrame, type Frame, FrameReader } from "./frame";
import { encodeNames } from "./listing";
import {
  OPEN_OPERATIONS,
  type OpenOperation,
  PATH_OPERATIONS,
  type PathOperation,
  type WorkerRequest,
} from "./protocol";
import { ServedFile } from "./served-file";
import { MIB } from "../../lib/bytes";
import { codeOf, messageOf } from "../../lib/errors";

/** Reading pauses while this number of bytes waits to be written. */
const MAX_PENDING_BYTES = 8 * MIB;

/**
 * Carries out the operations of the frames on a disk until the input ends, which means that the importer has ended and no longer
 * holds the lock. Then only operations that have begun are finished.
 */
export async function serve(
  input: AsyncIterable<Buffer>,
  disk: Disk,
  send: (parts: readonly Uint8Array[]) => void,
): Promise<void> {
  const reader = new FrameReader();
  const files = new Map<number, ServedFile>();
  const running = new Set<Promise<void>>();
  let pendingBytes = 0;
  let isOver = false;

  for await (const piece of input) {
    for (const frame of reader.push(piece)) accept(frame);
    while (pendingBytes > MAX_PENDING_BYTES) await Promise.race(running);
  }
  isOver = true;
  await Promise.all(running);
  await Promise.allSettled([...files.values()].map((file) => file.close()));

  function accept({ head, body }: Frame): void {
    const request = head as WorkerRequest;
    pendingBytes += body.length;
    const response = respond(request[0], perform(request, body)).finally(() => {
      pendingBytes -= body.length;
      running.delete(response);
    });
    running.add(response);
  }

  async function respond(id: number, result: Promise<unknown>): Promise<void> {
    let parts;
    try {
      const value = await result;
      parts = Buffer.isBuffer(value) ? encodeFrame([id, true], value) : encodeFrame([id, true, value]);
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      const named = { message: messageOf(error), ...(code !== undefined && { code: codeOf(error) }), syscall };
      parts = encodeFrame([id, false, named]);
    }
    if (id !== 0) send(parts);
  }

  async function perform([, operation, ...args]: WorkerRequest, body: Buffer): Promise<unknown> {
    if (operation === "entries") {
      const path = args[0] as string;
      return encodeNames(path, await disk.entries(path));
    }
    if (isOneOf<PathOperation>(PATH_OPERATIONS, operation)) {
      return (disk[operation] as (...args: unknown[]) => unknown)(...args);
    }
    const number = args[0] as number;
    if (isOneOf<OpenOperation>(OPEN_OPERATIONS, operation)) {
      files.set(number, await ServedFile.open(disk, operation, args[1] as string));
      return undefined;
    }
    const file = files.get(number);
    if (!file) throw new Error(`no file ${number} is open`);
    if (operation === "close") files.delete(number);
    return file.perform(operation, args[1], body, () => {
      if (isOver) throw new Error("the importer has ended");
    });
  }
}

function isOneOf<T extends string>(list: readonly string[], operation: string): operation is T {
  return list.includes(operation);
}

import { MIB } from "../../lib/bytes";

/** A message from one process to another through a pipe: a small JSON value, and bytes. */
export interface Frame {
  readonly head: unknown;
  readonly body: Buffer;
}

/** The bytes from the pipe are not a frame of this protocol. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** Whether a frame whose head and body have these sizes, in bytes, may come now. */
export type IsAllowed = (head: number, body: number) => boolean;

/** A head names at most two paths (PATH_MAX 4096), each byte of which JSON may write as six. */
export const MAX_FRAME_HEAD_BYTES = 64 * 1024;
export const MAX_FRAME_BODY_BYTES = 64 * MIB;

const EMPTY = Buffer.alloc(0);
/** The lengths of head and body in bytes, each 32 bits, big-endian. */
const PREFIX_BYTES = 8;
/** Buffer for the beginning of a frame that comes in pieces. */
const FIRST_BUFFER_BYTES = 64 * 1024;

/** The parts of a frame, to be written one after the other. */
export function encodeFrame(head: unknown, body: Uint8Array = EMPTY): readonly Uint8Array[] {
  const json = JSON.stringify(head);
  const length = Buffer.byteLength(json);
  const start = Buffer.allocUnsafe(PREFIX_BYTES + length);
  start.writeUInt32BE(length, 0);
  start.writeUInt32BE(body.length, 4);
  start.write(json, PREFIX_BYTES);
  return body.length === 0 ? [start] : [start, body];
}

/** Assembles frames from pieces of any size. Buffers no more than one allowed frame. */
export class FrameReader {
  /** The beginning of a frame that is not complete. */
  private buffer = EMPTY;
  private length = 0;

  constructor(
    private readonly isAllowed: IsAllowed = (head, body) =>
      head <= MAX_FRAME_HEAD_BYTES && body <= MAX_FRAME_BODY_BYTES,
  ) {}

  /** Yields the frames that are complete now. Throws `FrameError`, after which nothing can be read. */
  *push(piece: Buffer): Generator<Frame> {
    let rest = piece;
    while (rest.length > 0) {
      if (this.length === 0) {
        const end = this.endOf(rest);
        if (end !== undefined && rest.length >= end) {
          yield toFrame(rest.subarray(0, end));
          rest = rest.subarray(end);
          continue;
        }
      }
      rest = rest.subarray(this.keep(rest));
      const bytes = this.buffer.subarray(0, this.length);
      if (this.endOf(bytes) !== this.length) continue;
      this.buffer = EMPTY;
      this.length = 0;
      yield toFrame(bytes);
    }
  }

  /** Buffers the bytes of `rest` that belong to the frame that has begun; returns their number. */
  private keep(rest: Buffer): number {
    const neededLength = this.endOf(this.buffer.subarray(0, this.length)) ?? PREFIX_BYTES;
    const addedLength = Math.min(rest.length, neededLength - this.length);
    if (this.buffer.length < this.length + addedLength) {
      const size = Math.min(neededLength, Math.max(FIRST_BUFFER_BYTES, 2 * (this.length + addedLength)));
      const larger = Buffer.allocUnsafeSlow(Math.max(size, PREFIX_BYTES));
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
    rest.copy(this.buffer, this.length, 0, addedLength);
    this.length += addedLength;
    return addedLength;
  }

  /** The length of the frame that begins with these bytes; `undefined`: too few bytes to know. */
  private endOf(bytes: Buffer): number | undefined {
    if (bytes.length < PREFIX_BYTES) return undefined;
    const [head, body] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
    if (!this.isAllowed(head, body)) throw new FrameError(`a frame of ${head} + ${body} bytes`);
    return PREFIX_BYTES + head + body;
  }
}

function toFrame(bytes: Buffer): Frame {
  const body = PREFIX_BYTES + bytes.readUInt32BE(0);
  return { head: parse(bytes.toString("utf8", PREFIX_BYTES, body)), body: bytes.subarray(body) };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw new FrameError("a head that is no JSON", { cause: error });
  }
}

/** What one process tells another through a pipe: a small JSON value, and bytes that are no JSON. */
export interface Frame {
  readonly head: unknown;
  readonly body: Buffer;
}

/** The bytes from the pipe are not a frame of this protocol. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** Whether a frame with a head and a body of these sizes may come now. */
export type IsAllowed = (head: number, body: number) => boolean;

/** A head names at most two paths (PATH_MAX 4096), each byte of which JSON may write as six. */
export const MAX_FRAME_HEAD_BYTES = 64 * 1024;
export const MAX_FRAME_BODY_BYTES = 64 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);
/** The lengths of head and body in bytes, each 32 bits, big-endian. */
const PREFIX_BYTES = 8;
/** For the beginning of a frame that comes in pieces. */
const FIRST_BUFFER_BYTES = 64 * 1024;

/** The parts of a frame, to be written one behind the other. */
export function encodeFrame(head: unknown, body: Uint8Array = EMPTY): readonly Uint8Array[] {
  const json = JSON.stringify(head);
  const length = Buffer.byteLength(json);
  const start = Buffer.allocUnsafe(PREFIX_BYTES + length);
  start.writeUInt32BE(length, 0);
  start.writeUInt32BE(body.length, 4);
  start.write(json, PREFIX_BYTES);
  return body.length === 0 ? [start] : [start, body];
}

/** Puts frames together from whatever pieces arrive. Holds no more than one allowed frame, however small the pieces are. */
export class FrameReader {
  /** The beginning of a frame that is not complete. */
  private held = EMPTY;
  private length = 0;

  constructor(
    private readonly isAllowed: IsAllowed = (head, body) =>
      head <= MAX_FRAME_HEAD_BYTES && body <= MAX_FRAME_BODY_BYTES,
  ) {}

  /** The frames that are complete now, each as soon as it is asked for. Throws `FrameError`; nothing can be read after that. */
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
      rest = rest.subarray(this.hold(rest));
      const bytes = this.held.subarray(0, this.length);
      if (this.endOf(bytes) !== this.length) continue;
      this.held = EMPTY;
      this.length = 0;
      yield toFrame(bytes);
    }
  }

  /** Keeps as much of what came as belongs to the frame that has begun; returns how much. */
  private hold(rest: Buffer): number {
    const wanted = this.endOf(this.held.subarray(0, this.length)) ?? PREFIX_BYTES;
    const taken = Math.min(rest.length, wanted - this.length);
    if (this.held.length < this.length + taken) {
      const size = Math.min(wanted, Math.max(FIRST_BUFFER_BYTES, 2 * (this.length + taken)));
      const larger = Buffer.allocUnsafeSlow(Math.max(size, PREFIX_BYTES));
      this.held.copy(larger, 0, 0, this.length);
      this.held = larger;
    }
    rest.copy(this.held, this.length, 0, taken);
    this.length += taken;
    return taken;
  }

  /** How long the frame is that begins with these bytes; `undefined`: too few of them to know. */
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

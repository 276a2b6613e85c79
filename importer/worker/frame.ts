/** What one process tells another through a pipe: a small JSON value, and bytes that are no JSON. */
export interface Frame {
  readonly head: unknown;
  readonly body: Buffer;
}

/** What came through the pipe is not what the other side of this protocol writes. */
export class FrameError extends Error {}

/** The largest head and body together, in bytes: the other side must not fill this one's memory. */
export const LARGEST_FRAME = 64 * 1024 * 1024;

const EMPTY = Buffer.alloc(0);
/** The lengths of head and body in bytes, each 32 bits, big-endian. */
const PREFIX = 8;

/** The parts of a frame, to be written one behind the other. */
export function encodeFrame(head: unknown, body: Uint8Array = EMPTY): readonly Uint8Array[] {
  const json = JSON.stringify(head);
  const length = Buffer.byteLength(json);
  const start = Buffer.allocUnsafe(PREFIX + length);
  start.writeUInt32BE(length, 0);
  start.writeUInt32BE(body.length, 4);
  start.write(json, PREFIX);
  return body.length === 0 ? [start] : [start, body];
}

/** Puts frames together from whatever pieces arrive. */
export class FrameReader {
  private pieces: Buffer[] = [];
  private length = 0;
  private needed = PREFIX;

  /** The frames that are complete now. Throws `FrameError`; nothing can be read after that. */
  push(piece: Buffer): readonly Frame[] {
    this.pieces.push(piece);
    this.length += piece.length;
    const frames: Frame[] = [];
    while (this.length >= this.needed) {
      const bytes = this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
      const [head, body] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
      if (head + body > LARGEST_FRAME) throw new FrameError(`a frame of ${head + body} bytes`);
      const end = PREFIX + head + body;
      this.needed = end;
      if (bytes.length >= end) {
        frames.push({
          head: parse(bytes.toString("utf8", PREFIX, PREFIX + head)),
          body: bytes.subarray(PREFIX + head, end),
        });
        this.needed = PREFIX;
      }
      const rest = bytes.length >= end ? bytes.subarray(end) : bytes;
      this.pieces = [rest];
      this.length = rest.length;
    }
    return frames;
  }

  /** Whether nothing is left of a frame that has begun. */
  get isBetweenFrames(): boolean {
    return this.length === 0;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw new FrameError("a head that is no JSON", { cause: error });
  }
}

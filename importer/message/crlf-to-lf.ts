const CR = 0x0d;
const LF = 0x0a;
const EMPTY = Buffer.alloc(0);

/**
 * Turns CRLF into LF, chunk by chunk, as every MTA does that writes a Maildir. A CR or LF that stands alone stays, and so does
 * every other byte: a DKIM signature must still verify once the reader has put the CRs back.
 */
export class CrlfToLf {
  /** The last chunk ended in a CR; the next byte decides whether the CR stays. */
  private pendingCr = false;

  /** Converts a chunk, except a CR at its end, which the next byte decides. */
  push(chunk: Buffer): Buffer {
    if (chunk.length === 0) return EMPTY;
    const begin = this.pendingCr && chunk[0] !== LF ? 1 : 0;
    const output = Buffer.allocUnsafe(begin + chunk.length);
    if (begin === 1) output[0] = CR;
    output.set(chunk, begin);
    // Moves the bytes within the buffer: copying each line would allocate an object for each line.
    let length = begin;
    let from = 0;
    const keep = (to: number) => {
      output.copyWithin(length, begin + from, begin + to);
      length += to - from;
    };
    for (let cr = chunk.indexOf(CR); cr !== -1; cr = chunk.indexOf(CR, cr + 1)) {
      if (cr + 1 < chunk.length && chunk[cr + 1] !== LF) continue;
      keep(cr);
      from = cr + 1;
    }
    keep(chunk.length);
    this.pendingCr = chunk[chunk.length - 1] === CR;
    return output.subarray(0, length);
  }

  /** Returns the CR that ended the message, if there is one. */
  end(): Buffer {
    const rest = this.pendingCr ? Buffer.of(CR) : EMPTY;
    this.pendingCr = false;
    return rest;
  }
}

/** Converts a whole message. */
export async function* toLf(message: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const converter = new CrlfToLf();
  for await (const chunk of message) yield converter.push(chunk);
  const rest = converter.end();
  if (rest.length > 0) yield rest;
}

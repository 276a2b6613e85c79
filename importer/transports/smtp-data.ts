const [CR, LF, DOT] = [0x0d, 0x0a, 0x2e];

/** The line that ends a message after its last line end (RFC 5321 section 4.1.1.4). */
export const END_OF_DATA = ".\r\n";

/**
 * A message as DATA carries it, without its end. The lines of `message` end in LF. Each LF becomes CRLF, and so does each CR: SMTP
 * allows CR only before LF (RFC 5321 section 2.3.8), and a server that took a lone CR for a line end could see the end of the data
 * there. A dot at the beginning of a line is doubled (section 4.5.2).
 */
export async function* toSmtpData(message: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let atLineStart = true;
  for await (const chunk of message) {
    const output = Buffer.allocUnsafe(chunk.length * 2);
    let length = 0;
    for (const byte of chunk) {
      const isLineEnd = byte === LF || byte === CR;
      if (isLineEnd) length = output.writeUInt16BE((CR << 8) | LF, length);
      else {
        if (atLineStart && byte === DOT) output[length++] = DOT;
        output[length++] = byte;
      }
      atLineStart = isLineEnd;
    }
    yield output.subarray(0, length);
  }
  if (!atLineStart) yield Buffer.from("\r\n");
}

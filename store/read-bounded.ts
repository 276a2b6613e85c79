import type { IncomingMessage } from "node:http";

/** An answer is longer than any answer of an honest server. */
export class ResponseTooLargeError extends Error {
  override readonly name = "ResponseTooLargeError";
}

/** The text of an answer in UTF-8 with at most `maxBytes` bytes. */
export async function readBounded(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the connection.
    if (bytes > maxBytes)
      throw new ResponseTooLargeError(`expected an answer of at most ${maxBytes} bytes, found more`);
    chunks.push(chunk);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
}

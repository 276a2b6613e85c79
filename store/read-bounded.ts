import type { IncomingMessage } from "node:http";

/** A response is longer than any response of an honest server. */
export class ResponseTooLargeError extends Error {
  override readonly name = "ResponseTooLargeError";
}

/** Reads a response as UTF-8 text of at most `maxBytes` bytes. */
export async function readBounded(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the connection.
    if (bytes > maxBytes)
      throw new ResponseTooLargeError(`expected a response of at most ${maxBytes} bytes, found more`);
    chunks.push(chunk);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
}

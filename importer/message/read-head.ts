import { MIB } from "../../lib/bytes";

/** Longer than any header block; bounds the part of a message in memory. */
const MAX_HEAD_BYTES = MIB;

/**
 * Reads a message until `find` returns something, or the header ends. `find` gets the bytes read so far, and whether they are the
 * whole message. `bytes` are all bytes of the message, to be read once.
 */
export async function readHead<T>(
  message: AsyncGenerator<Buffer>,
  find: (head: Buffer, isWhole: boolean) => T | undefined,
): Promise<{ readonly found: T | undefined; readonly bytes: AsyncGenerator<Buffer> }> {
  let head: Buffer = Buffer.alloc(0);
  let result: T | undefined;
  while (result === undefined && head.length < MAX_HEAD_BYTES && !endsHeader(head)) {
    const next = await message.next();
    if (next.done) {
      result = find(head, true);
      break;
    }
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    result = find(head, false);
  }
  return { found: result, bytes: headAndRest(head, message) };
}

async function* headAndRest(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

function endsHeader(head: Buffer): boolean {
  return head.includes("\n\r\n") || head.includes("\n\n");
}

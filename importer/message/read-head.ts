/** More than any header block; a message that has none is not held in memory beyond it. */
const LONGEST = 1024 * 1024;

/**
 * Reads a message as far as something is found in its header, or its header ends; `bytes` are all of its bytes again, for one
 * reading.
 */
export async function readHead<T>(
  message: AsyncGenerator<Buffer>,
  find: (head: Buffer) => T | undefined,
): Promise<{ readonly found: T | undefined; readonly bytes: AsyncGenerator<Buffer> }> {
  let head: Buffer = Buffer.alloc(0);
  let found: T | undefined;
  while (found === undefined && head.length < LONGEST && !endsHeader(head)) {
    const next = await message.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    found = find(head);
  }
  return { found, bytes: headAndRest(head, message) };
}

async function* headAndRest(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

function endsHeader(head: Buffer): boolean {
  return head.includes("\n\r\n") || head.includes("\n\n");
}

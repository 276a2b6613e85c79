import { withUnixLineEnds } from "../maildir";
import type { Delivery } from "./deliveries";
import { faultOfBlock, type Taker } from "./header-block";

/**
 * What is not as it was sent: the bytes after the header block, or the block itself; or what stands above it, which must be just
 * what `above` says for this block and message.
 */
export async function compare(
  file: Buffer,
  delivery: Delivery,
  taker: Taker,
  above: (block: string, sent: Buffer) => string,
): Promise<string | undefined> {
  const sent = await delivery.sent.message.read();
  const message = withUnixLineEnds(sent);
  const start = file.length - message.length;
  if (start < 0 || !file.subarray(start).equals(message))
    return `its ${message.length} bytes are not those that were sent`;
  const head = file.subarray(0, start);
  const begin = Math.max(0, head.indexOf("Return-Path:"));
  const block = head.subarray(begin);
  if (head.toString("latin1", 0, begin) !== above(block.toString("latin1"), sent))
    return `what stands above the headers of the ${taker} is not what belongs there`;
  return faultOfBlock(block, { taker, sender: delivery.sent.message.sender, id: delivery.id });
}

/** Whether the file ends in the message; an empty message says nothing about whose it is. */
export async function hasContentOf(file: Buffer, delivery: Delivery): Promise<boolean> {
  const message = withUnixLineEnds(await delivery.sent.message.read());
  const start = file.length - message.length;
  return message.length > 0 && start >= 0 && file.subarray(start).equals(message);
}

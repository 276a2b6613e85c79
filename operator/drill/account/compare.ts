import { withUnixLineEnds } from "../maildir";
import type { Delivery } from "./deliveries";
import { faultOfBlock, type Taker } from "./header-block";

/** What is not as it was sent: the bytes after the header block, or the block itself. */
export async function compare(file: Buffer, delivery: Delivery, taker: Taker): Promise<string | undefined> {
  const message = withUnixLineEnds(await delivery.sent.message.read());
  const start = file.length - message.length;
  if (start < 0 || !file.subarray(start).equals(message))
    return `its ${message.length} bytes are not those that were sent`;
  return faultOfBlock(file.subarray(0, start), { taker, sender: delivery.sent.message.sender, id: delivery.id });
}

/** Whether the file ends in the message; an empty message says nothing about whose it is. */
export async function hasContentOf(file: Buffer, delivery: Delivery): Promise<boolean> {
  const message = withUnixLineEnds(await delivery.sent.message.read());
  const start = file.length - message.length;
  return message.length > 0 && start >= 0 && file.subarray(start).equals(message);
}

import { withUnixLineEnds } from "../maildir";
import type { PromisedDelivery } from "./promised-deliveries";
import { faultOfBlock, type AcceptedBy } from "./header-block";

/**
 * Describes the difference from the sent message: the bytes after the header block, the block itself, or the text above
 * the block, which must be `above(block, message)`.
 */
export async function compareDelivery(
  file: Buffer,
  delivery: PromisedDelivery,
  acceptedBy: AcceptedBy,
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
    return `the text above the headers of the ${acceptedBy} is not the text expected there`;
  return faultOfBlock(block, { acceptedBy, sender: delivery.sent.message.sender, id: delivery.id });
}

/** Whether the file ends in the message; an empty message identifies no file. */
export async function hasContentOf(file: Buffer, delivery: PromisedDelivery): Promise<boolean> {
  const message = withUnixLineEnds(await delivery.sent.message.read());
  const start = file.length - message.length;
  return message.length > 0 && start >= 0 && file.subarray(start).equals(message);
}

import type { Mailbox } from "../../settings/model";
import { isAddressOf } from "./address-owners";
import type { Envelope, SesBlock } from "./model";
import { isSmtpPath } from "./smtp-path";

/** The SMTP envelope of one message for one recipient. */
interface RecipientEnvelope {
  /** MAIL FROM; "" is the null sender. */
  readonly sender: string;
  readonly recipient: string;
}

/**
 * The envelope of a message for one mailbox, from the queue record, or else from SES's headers. These headers name only
 * one of all recipients, which may belong to another mailbox. If the sender is unknown, or not valid in an SMTP
 * command, the envelope has the null sender, to which no server sends a bounce.
 */
export function envelopeFor(
  mailbox: Mailbox,
  known: Envelope | undefined,
  block: Pick<SesBlock, "envelopeSender" | "recipient"> | undefined,
): RecipientEnvelope {
  const candidates = [...(known?.recipients ?? []), block?.recipient ?? ""];
  const isOwn = (address: string) => isAddressOf(mailbox, address) && isSmtpPath(address);
  const sender = known?.sender ?? block?.envelopeSender ?? "";
  return { sender: isSmtpPath(sender) ? sender : "", recipient: candidates.find(isOwn) ?? mailbox.addresses[0] ?? "" };
}

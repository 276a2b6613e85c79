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
 * The envelope of a message for one mailbox: as a queue reported it, else as SES wrote it into the message. SES names only one
 * of all recipients there, which may belong to another mailbox. Where the sender is unknown, or cannot stand in an SMTP command,
 * the envelope has the null sender, to which no server sends a bounce.
 */
export function envelopeFor(
  mailbox: Mailbox,
  known: Envelope | undefined,
  block: Pick<SesBlock, "envelopeSender" | "recipient"> | undefined,
): RecipientEnvelope {
  const named = [...(known?.recipients ?? []), block?.recipient ?? ""];
  const isOwn = (address: string) => isAddressOf(mailbox, address) && isSmtpPath(address);
  const sender = known?.sender ?? block?.envelopeSender ?? "";
  return { sender: isSmtpPath(sender) ? sender : "", recipient: named.find(isOwn) ?? mailbox.addresses[0] ?? "" };
}

import type { Mailbox } from "../../settings/model";
import { isAddressOf } from "../state/envelopes/address-owners";
import type { Envelope } from "../state/envelopes/envelope";
import { isSmtpPath } from "../state/envelopes/smtp-path";
import type { SesBlock } from "../message/ses-block";
import type { HandoverEnvelope } from "./transport";

/**
 * The envelope for one recipient: as a queue reported it, else as SES wrote it into the message. SES names one of all recipients
 * there, which may be another mailbox's. A message of which nobody knows the sender, or whose sender no SMTP command can carry, gets
 * the null sender: nobody answers that.
 */
export function envelopeFor(
  mailbox: Mailbox,
  known: Envelope | undefined,
  block: Pick<SesBlock, "envelopeSender" | "recipient"> | undefined,
): HandoverEnvelope {
  const named = [...(known?.recipients ?? []), block?.recipient ?? ""];
  const isOwn = (address: string) => isAddressOf(mailbox, address) && isSmtpPath(address);
  const sender = known?.sender ?? block?.envelopeSender ?? "";
  return { sender: isSmtpPath(sender) ? sender : "", recipient: named.find(isOwn) ?? mailbox.addresses[0] ?? "" };
}

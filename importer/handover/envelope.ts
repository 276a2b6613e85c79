import type { Mailbox } from "../../settings/model";
import type { Envelope as KnownEnvelope } from "../envelopes/envelope";
import type { SesBlock } from "../message/ses-block";
import type { Envelope } from "./receiver";

/**
 * The envelope for one recipient: as a queue reported it, else as SES wrote it into the message. SES names one of all recipients
 * there, which may be another mailbox's. A message of which nobody knows the sender gets the null sender: nobody answers that.
 */
export function envelopeFor(
  mailbox: Mailbox,
  known: KnownEnvelope | undefined,
  block: Pick<SesBlock, "envelopeSender" | "recipient"> | undefined,
): Envelope {
  const named = [...(known?.recipients ?? []), block?.recipient ?? ""];
  const recipient = named.find((address) => belongsTo(mailbox, address)) ?? mailbox.addresses[0] ?? "";
  return { sender: known?.sender ?? block?.envelopeSender ?? "", recipient };
}

/** As a recipient condition of SES: `ann@example.org` takes `Ann+label@example.org`, too. */
function belongsTo({ addresses }: Mailbox, recipient: string): boolean {
  const [local, domain] = split(recipient.toLowerCase());
  return addresses.map(split).some(([own, at]) => at === domain && (own === local || local.startsWith(`${own}+`)));
}

function split(address: string): [string, string] {
  const at = address.lastIndexOf("@");
  return [address.slice(0, Math.max(0, at)), address.slice(at + 1)];
}

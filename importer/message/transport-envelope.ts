import type { Mailbox } from "../../settings/model";
import { type AddressOwners, domainOfRecipient, isAddressOf, isCaughtBy } from "./address-owners";
import { type Envelope, type SesBlock, type TransportEnvelope, UndeliverableError } from "./model";
import { envelopeFor } from "./recipient-envelope";

/** The envelope names none of the mailbox's own addresses, or also an address of another domain. */
export class UnknownRecipientsError extends UndeliverableError {
  readonly heldBecause = "unknown-recipients";
}

/**
 * Whether a delivery needs the envelope: SES's headers name one recipient only, and the other recipients would not get
 * the message.
 */
export function needsEnvelope({ destination, addresses, catchAllDomains }: Mailbox): boolean {
  const takesEnvelope = "recipients" in destination && destination.recipients === "envelope";
  return takesEnvelope && addresses.length + catchAllDomains.length > 1;
}

/** The envelope for the transport of a mailbox; `undefined`: the transport needs all recipients, which are not known. */
export function transportEnvelope(
  mailbox: Mailbox,
  addresses: AddressOwners,
  known: Envelope | undefined,
  block: Pick<SesBlock, "envelopeSender" | "recipient" | "client"> | undefined,
): TransportEnvelope | undefined {
  const { sender, recipient } = envelopeFor(mailbox, known, block);
  const recipients = transportRecipients(mailbox, addresses, known, recipient);
  return recipients && { sender, recipients, client: block?.client };
}

function transportRecipients(
  mailbox: Mailbox,
  addresses: AddressOwners,
  known: Envelope | undefined,
  recipient: string,
): readonly string[] | undefined {
  const { destination } = mailbox;
  // Each mailbox that shares an address gets its own copy of a message. A server that knows the shared address would deliver each
  // copy to all of these mailboxes.
  const isShared = (address: string) => addresses.owners(address).length > 1;
  const ownAddress = mailbox.addresses.find((address) => !isShared(address)) ?? mailbox.addresses[0] ?? "";
  if (!("recipients" in destination)) return [isShared(recipient) ? ownAddress : recipient];
  if (destination.recipients === "mailbox")
    return [isAddressOf({ addresses: [ownAddress] }, recipient) ? recipient : ownAddress];
  const recipients = [...new Set(known?.recipients)].filter((address) => belongs(mailbox, addresses, address));
  if (recipients.length > 0)
    return recipients.every((address) => isOfOwnDomain(mailbox, address)) ? recipients : undefined;
  return needsEnvelope(mailbox) ? undefined : [recipient];
}

/** A catch-all's rule also matches recipients of other mailboxes, which get their own copies of the message. */
function belongs(mailbox: Mailbox, { owners }: AddressOwners, recipient: string): boolean {
  const owningMailboxes = mailbox.catchAllDomains.length === 0 ? [] : owners(recipient);
  return owningMailboxes.length === 0 || owningMailboxes.includes(mailbox);
}

/** A server might relay mail of the importer to any other domain. */
function isOfOwnDomain(mailbox: Mailbox, recipient: string): boolean {
  const domain = domainOfRecipient(recipient);
  return isCaughtBy(mailbox, recipient) || mailbox.addresses.some((address) => domainOfRecipient(address) === domain);
}

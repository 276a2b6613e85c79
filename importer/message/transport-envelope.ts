import type { Mailbox } from "../../settings/model";
import { type AddressOwners, domainOfRecipient, isAddressOf, isCaughtBy } from "./address-owners";
import { type Envelope, type SesBlock, type TransportEnvelope, UndeliverableError } from "./model";
import { envelopeFor } from "./recipient-envelope";

/** The envelope names none of the mailbox's own addresses, or also an address of another domain. */
export class UnknownRecipientsError extends UndeliverableError {
  readonly heldBecause = "unknown-recipients";
}

/**
 * Whether SES's headers, which name one recipient only, are not enough to deliver a message: its other recipients would not get it.
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
  const own = mailbox.addresses.find((address) => !isShared(address)) ?? mailbox.addresses[0] ?? "";
  if (!("recipients" in destination)) return [isShared(recipient) ? own : recipient];
  if (destination.recipients === "mailbox") return [isAddressOf({ addresses: [own] }, recipient) ? recipient : own];
  const all = [...new Set(known?.recipients)].filter((address) => belongs(mailbox, addresses, address));
  if (all.length > 0) return all.every((address) => isOfOwnDomain(mailbox, address)) ? all : undefined;
  return needsEnvelope(mailbox) ? undefined : [recipient];
}

/** A catch-all's rule also matches recipients of other mailboxes, which get their own copies of the message. */
function belongs(mailbox: Mailbox, { owners }: AddressOwners, recipient: string): boolean {
  const others = mailbox.catchAllDomains.length === 0 ? [] : owners(recipient);
  return others.length === 0 || others.includes(mailbox);
}

/** A server might relay mail of the importer to any other domain. */
function isOfOwnDomain(mailbox: Mailbox, recipient: string): boolean {
  const domain = domainOfRecipient(recipient);
  return isCaughtBy(mailbox, recipient) || mailbox.addresses.some((address) => domainOfRecipient(address) === domain);
}

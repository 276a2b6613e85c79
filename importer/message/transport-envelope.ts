import type { Mailbox } from "../../settings/model";
import { type AddressOwners, domainOfRecipient, isAddressOf, isCaughtBy } from "./address-owners";
import { type Envelope, type SesBlock, type TransportEnvelope, UndeliverableError } from "./model";
import { envelopeFor } from "./recipient-envelope";

/** The message is for none of the mailbox's own addresses, or also for one of another domain. */
export class UnknownRecipientsError extends UndeliverableError {
  readonly heldBecause = "unknown-recipients";
}

/**
 * Whether SES's headers, which name one recipient of all, are not enough to deliver a message: its other recipients would not get it.
 */
export function needsEnvelope({ destination, addresses, catchAllDomains }: Mailbox): boolean {
  const isTold = "recipients" in destination && destination.recipients === "envelope";
  return isTold && addresses.length + catchAllDomains.length > 1;
}

/** The envelope for the transport of a mailbox; `undefined`: it needs the recipients, and they are not known. */
export function transportEnvelope(
  mailbox: Mailbox,
  addresses: AddressOwners,
  known: Envelope | undefined,
  block: Pick<SesBlock, "envelopeSender" | "recipient" | "client"> | undefined,
): TransportEnvelope | undefined {
  const { sender, recipient } = envelopeFor(mailbox, known, block);
  const recipients = told(mailbox, addresses, known, recipient);
  return recipients && { sender, recipients, client: block?.client };
}

function told(
  mailbox: Mailbox,
  addresses: AddressOwners,
  known: Envelope | undefined,
  recipient: string,
): readonly string[] | undefined {
  const { destination } = mailbox;
  // Each mailbox that shares an address hands over a message of its own: a server that knows the address would deliver each to all.
  const isShared = (address: string) => addresses.owners(address).length > 1;
  const own = mailbox.addresses.find((address) => !isShared(address)) ?? mailbox.addresses[0] ?? "";
  if (!("recipients" in destination)) return [isShared(recipient) ? own : recipient];
  if (destination.recipients === "mailbox") return [isAddressOf({ addresses: [own] }, recipient) ? recipient : own];
  const all = [...new Set(known?.recipients)].filter((address) => belongs(mailbox, addresses, address));
  if (all.length > 0) return all.every((address) => isOfOwnDomain(mailbox, address)) ? all : undefined;
  return needsEnvelope(mailbox) ? undefined : [recipient];
}

/** A catch-all's rule matches recipients of other mailboxes too, which have messages of their own. */
function belongs(mailbox: Mailbox, { owners }: AddressOwners, recipient: string): boolean {
  const others = mailbox.catchAllDomains.length === 0 ? [] : owners(recipient);
  return others.length === 0 || others.includes(mailbox);
}

/** A server might relay for the importer to any other domain. */
function isOfOwnDomain(mailbox: Mailbox, recipient: string): boolean {
  const domain = domainOfRecipient(recipient);
  return isCaughtBy(mailbox, recipient) || mailbox.addresses.some((address) => domainOfRecipient(address) === domain);
}

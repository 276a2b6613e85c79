import type { Mailbox } from "../../settings/model";
import { isAddressOf } from "./address-owners";
import type { Envelope, MessageIdentity, SesBlock } from "./model";
import { envelopeFor } from "./recipient-envelope";
import { traceHeader } from "./trace-header";

/** The sources of the added headers of a message. */
export interface HeaderInputs {
  readonly identity: MessageIdentity;
  readonly mailbox: Mailbox;
  /** The envelope that a queue record reported. */
  readonly envelope: Envelope | undefined;
  readonly sesBlock: Pick<SesBlock, "envelopeSender" | "recipient"> | undefined;
}

/** RFC 5321 section 4.5.3.1: a local part of 64, "@", a domain of 255; printable, so that it cannot end the header line. */
const PRINTABLE_ADDRESS = /^[!-~](?:[ -~]{0,318}[!-~])?$/;
/** Recipients of one transaction (RFC 5321 section 4.5.3.1.8). */
const MAX_RECIPIENTS = 100;

/**
 * The headers of a delivery as Postfix writes them: the envelope recipients (where they are known) and the mailbox, then the place
 * of the message in the store. They stand above all other headers; lines end in LF.
 */
export function addedHeaders(inputs: HeaderInputs): Buffer {
  const { mailbox, envelope, sesBlock } = inputs;
  const { recipient } = envelopeFor(mailbox, envelope, sesBlock);
  const lines = [
    ...originalRecipients(inputs).map((address) => `X-Original-To: ${address}`),
    ...[recipient].filter(isPlain).map((address) => `Delivered-To: ${address}`),
    traceHeader(inputs.identity),
  ];
  return Buffer.from(lines.map((line) => `${line}\n`).join(""));
}

/** The recipient that SES names may belong to another mailbox, except in a catch-all, which gets all mail. */
function originalRecipients({ mailbox, envelope, sesBlock }: HeaderInputs): readonly string[] {
  const namedRecipient = sesBlock?.recipient;
  const isCatchAll = mailbox.catchAllDomains.length > 0;
  const fromBlock =
    namedRecipient !== undefined && (isCatchAll || isAddressOf(mailbox, namedRecipient)) ? [namedRecipient] : [];
  return [...new Set(envelope?.recipients ?? fromBlock)].filter(isPlain).slice(0, MAX_RECIPIENTS);
}

function isPlain(address: string): boolean {
  return PRINTABLE_ADDRESS.test(address);
}

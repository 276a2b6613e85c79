import type { Mailbox } from "../../settings/model";
import { isAddressOf } from "../state/envelopes/address-owners";
import type { Envelope } from "../state/envelopes/envelope";
import { envelopeFor } from "../transports/envelope";
import type { MessageIdentity } from "../state/journal/records";
import type { SesBlock } from "./ses-block";
import { traceHeader } from "./trace-header";

/** What is known of a message besides its bytes. */
export interface KnownOfMessage {
  readonly identity: MessageIdentity;
  readonly mailbox: Mailbox;
  /** As a queue reported it. */
  readonly envelope: Envelope | undefined;
  readonly sesBlock: Pick<SesBlock, "envelopeSender" | "recipient"> | undefined;
}

/** RFC 5321 section 4.5.3.1: a local part of 64, "@", a domain of 255. Line ends, above all, are not in it. */
const ADDRESS = /^[!-~](?:[ -~]{0,318}[!-~])?$/;
/** As many as a transaction has (RFC 5321 section 4.5.3.1.8). */
const MOST_RECIPIENTS = 100;

/**
 * The headers of a delivery, as Postfix writes them: envelope recipients (where they are known), mailbox; and where the message
 * was in the store. They go above everything else; lines end in LF.
 */
export function addedHeaders(known: KnownOfMessage): Buffer {
  const { mailbox, envelope, sesBlock } = known;
  const { recipient } = envelopeFor(mailbox, envelope, sesBlock);
  const lines = [
    ...originalRecipients(known).map((address) => `X-Original-To: ${address}`),
    ...[recipient].filter(isPlain).map((address) => `Delivered-To: ${address}`),
    traceHeader(known.identity),
  ];
  return Buffer.from(lines.map((line) => `${line}\n`).join(""));
}

/** The recipient that SES names may be another mailbox's, except in a catch-all, which gets everybody's mail. */
function originalRecipients({ mailbox, envelope, sesBlock }: KnownOfMessage): readonly string[] {
  const named = sesBlock?.recipient;
  const fromBlock =
    named !== undefined && (mailbox.catchAllDomains.length > 0 || isAddressOf(mailbox, named)) ? [named] : [];
  return [...new Set(envelope?.recipients ?? fromBlock)].filter(isPlain).slice(0, MOST_RECIPIENTS);
}

function isPlain(address: string): boolean {
  return ADDRESS.test(address);
}

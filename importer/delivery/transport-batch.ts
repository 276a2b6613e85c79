import type { Mailbox } from "../../settings/model";
import { inParallel } from "../../lib/in-parallel";
import type { ImportContext } from "../context";
import { chooseFolder } from "../message/choose-folder";
import { type Message, type MessageIdentity, type TransportEnvelope } from "../message/model";
import { type MessageSource, openMessage } from "../message/open-message";
import { receiptTime } from "../message/receipt-time";
import { traceHeader } from "../message/trace-header";
import { transportEnvelope, UnknownRecipientsError } from "../message/transport-envelope";
import { type Outcome, type Outcomes, suspended } from "../outcome";
import type { TransportAttempt } from "../state/journal/records";
import type { Transport } from "../transports/transport";
import { failureOutcomes } from "./failure-outcomes";
import { retryDownload } from "./retry-download";
import { deliverOne, type SpooledMessage } from "./transport-delivery";

/** After this number of failures in a row the mailbox is suspended, because the next message would most likely fail, too. */
const MAX_FAILURES_IN_A_ROW = 5;

/** Messages that a transport has accepted, and what became of all messages of the step. */
export interface TransportBatch {
  readonly delivered: readonly MessageIdentity[];
  readonly outcomes: Outcomes;
}

/**
 * Delivers messages through the transports of their mailboxes: several mailboxes at the same time, the messages of each mailbox
 * one by one in the order of their receipt. An accepted message is recorded durably before this returns.
 */
export async function deliverThroughTransports(
  context: ImportContext,
  source: MessageSource,
  messages: readonly Message[],
): Promise<TransportBatch> {
  const mailboxes = [...new Set(messages.map(({ mailbox }) => mailbox))];
  const batches = await inParallel(mailboxes, context.limits.maxTransports, (mailbox) => {
    const messagesOfMailbox = messages.filter((message) => message.mailbox === mailbox);
    return deliverToMailbox(context, source, mailbox, messagesOfMailbox);
  });
  return {
    delivered: batches.flatMap(({ delivered }) => delivered),
    outcomes: batches.flatMap(({ outcomes }) => outcomes),
  };
}

async function deliverToMailbox(
  context: ImportContext,
  source: MessageSource,
  mailbox: Mailbox,
  messages: readonly Message[],
): Promise<TransportBatch> {
  const { mailboxes, transports, limits } = context;
  if (mailboxes.isSuspended(mailbox.user)) return { delivered: [], outcomes: suspended(messages.length) };
  const transport = transports.of(mailbox);
  try {
    // Before the downloads, which would be wasted if the server is down.
    await transport.ready();
  } catch (error) {
    return { delivered: [], outcomes: mailboxes.suspend(mailbox.user, error, messages.length) };
  }
  const spooled: SpooledMessage[] = [];
  const outcomes: Outcome[] = [];
  try {
    await inParallel(messages, limits.maxDownloads, async (message) => {
      try {
        spooled.push(await spool(context, source, message));
      } catch (error) {
        outcomes.push(...failureOutcomes(context, message, error));
      }
    });
    const { delivered, outcomes: more } = await deliverSpooled(context, transport, mailbox, spooled);
    return { delivered, outcomes: [...outcomes, ...more] };
  } finally {
    transport.close();
    for (const { file } of spooled) await context.spool.remove(file);
  }
}

/** Downloads a message into the spool. */
function spool(context: ImportContext, source: MessageSource, message: Message): Promise<SpooledMessage> {
  const { identity, object, mailbox } = message;
  const { importer } = context.settings;
  // No Delivered-To: Postfix would take the message for a loop, and Dovecot adds its own.
  const headers = Buffer.from(importer.addedHeaders ? `${traceHeader(identity)}\n` : "");
  return retryDownload(source.store, object, async () => {
    const opened = await openMessage(source, object);
    try {
      const reported = await context.envelopes.of(identity);
      // Throws for a message that the settings hold. The folder does not matter: the server behind the transport files by itself.
      chooseFolder(opened.sesBlock, reported, importer, context.released.has(identity));
      const fullEnvelope = transportEnvelope(mailbox, context.addresses, reported, opened.sesBlock);
      const envelope = forRemaining(fullEnvelope, context.journal.attemptOf(identity));
      const file = await context.spool.write(opened, headers);
      return { message, received: receiptTime(opened, object), envelope, file };
    } finally {
      opened.close();
    }
  });
}

/** An earlier attempt may have reached some recipients; the journal names the others, also where the settings have changed since. */
function forRemaining(
  fullEnvelope: TransportEnvelope | undefined,
  attempt: TransportAttempt | undefined,
): TransportEnvelope {
  if (attempt?.remaining !== undefined) return { sender: "", ...fullEnvelope, recipients: attempt.remaining };
  if (fullEnvelope !== undefined) return fullEnvelope;
  throw new UnknownRecipientsError(
    "expected an envelope with recipients of this mailbox's domains only, found none of them or another domain",
  );
}

async function deliverSpooled(
  context: ImportContext,
  transport: Transport,
  { user }: Mailbox,
  spooled: readonly SpooledMessage[],
): Promise<TransportBatch> {
  const { mailboxes, signal } = context;
  const delivered: MessageIdentity[] = [];
  const outcomes: Outcome[] = [];
  let failures = 0;
  const inOrder = [...spooled].sort((a, b) => a.received.getTime() - b.received.getTime());
  for (const each of inOrder) {
    if (signal?.aborted || mailboxes.isSuspended(user)) {
      outcomes.push(...suspended(1));
      continue;
    }
    const result = await deliverOne(context, transport, each);
    outcomes.push(...result.outcomes);
    if (result.isDelivered) delivered.push(each.message.identity);
    failures = result.isDelivered ? 0 : failures + 1;
    if (failures === MAX_FAILURES_IN_A_ROW) {
      const reason = `${transport.name} accepted none of ${failures} messages in a row`;
      outcomes.push(...mailboxes.suspend(user, reason, 0));
    }
  }
  return { delivered, outcomes };
}

import { inParallel } from "../../lib/in-parallel";
import type { ImportContext } from "../context";
import { chooseFolder } from "../message/choose-folder";
import type { Envelope, Message, MessageIdentity, SesBlock, TransportEnvelope } from "../message/model";
import { type MessageSource, openMessage } from "../message/open-message";
import { receiptTime } from "../message/receipt-time";
import { traceHeader } from "../message/trace-header";
import { transportEnvelope, UnknownRecipientsError } from "../message/transport-envelope";
import { type Outcome, type Outcomes, stoppedOutcomes, suspendedOutcomes } from "../outcome";
import type { Transport } from "../transports/transport";
import { failureOutcomes } from "./failure-outcomes";
import { retryDownload } from "./retry-download";
import { deliverOne, type SpooledMessage } from "./transport-delivery";

/**
 * After this number of consecutive failures the run tries no more messages, because the next message would most likely
 * fail too.
 */
export const MAX_FAILURES_IN_A_ROW = 5;

/** Messages that a transport has accepted, and the outcomes of all messages of the step. */
export interface TransportStep {
  readonly delivered: readonly MessageIdentity[];
  readonly outcomes: Outcomes;
}

/** How the messages of one mailbox leave this process. */
export interface Route {
  readonly user: string;
  readonly transport: Transport;
}

/**
 * Downloads messages, then delivers them one by one in the order of their receipt. `isGivenUp`: MAX_FAILURES_IN_A_ROW
 * messages in a row failed.
 */
export async function deliverInOrder(
  context: ImportContext,
  source: MessageSource,
  route: Route,
  messages: readonly Message[],
): Promise<TransportStep & { readonly isGivenUp: boolean }> {
  const spooled: SpooledMessage[] = [];
  const outcomes: Outcome[] = [];
  try {
    await inParallel(messages, context.limits.maxDownloads, async (message) => {
      if (context.mailboxes.isSuspended(route.user)) return void outcomes.push(...suspendedOutcomes(1));
      try {
        spooled.push(await spool(context, source, message));
      } catch (error) {
        outcomes.push(...failureOutcomes(context, message, error));
      }
    });
    const { delivered, outcomes: more, isGivenUp } = await deliverSpooled(context, route, spooled);
    return { delivered, outcomes: [...outcomes, ...more], isGivenUp };
  } finally {
    for (const { file } of spooled) await context.spool.remove(file);
  }
}

function spool(context: ImportContext, source: MessageSource, message: Message): Promise<SpooledMessage> {
  const { identity, object } = message;
  const { importer } = context.settings;
  // A Delivered-To header is not added: Postfix would take it for the sign of a mail loop, and Dovecot adds its own.
  const headers = Buffer.from(importer.addedHeaders ? `${traceHeader(identity)}\n` : "");
  return retryDownload(source, object, async () => {
    const opened = await openMessage(source, object);
    try {
      const reported = await context.envelopes.of(identity);
      // Called for its `VerdictError` only: the server behind the transport chooses the folder.
      chooseFolder(opened.sesBlock, reported, importer, context.released.has(identity));
      const envelope = envelopeToSend(context, message, reported, opened.sesBlock);
      const file = await context.spool.write(opened, headers);
      return { message, received: receiptTime(opened, object), envelope, file };
    } finally {
      opened.close();
    }
  });
}

/**
 * The envelope for all recipients that do not have the message: an earlier attempt may have reached some recipients. The journal
 * names the other recipients, even if the settings have changed since. Throws `UnknownRecipientsError`.
 */
export function envelopeToSend(
  { addresses, journal }: ImportContext,
  { identity, mailbox }: Message,
  reported: Envelope | undefined,
  sesBlock: SesBlock | undefined,
): TransportEnvelope {
  const fullEnvelope = transportEnvelope(mailbox, addresses, reported, sesBlock);
  const attempt = journal.attemptOf(identity);
  if (attempt?.remaining !== undefined) return { sender: "", ...fullEnvelope, recipients: attempt.remaining };
  if (fullEnvelope !== undefined) return fullEnvelope;
  throw new UnknownRecipientsError(
    "expected envelope recipients in the domains of this mailbox only, found none, or a recipient in another domain",
  );
}

async function deliverSpooled(
  context: ImportContext,
  { user, transport }: Route,
  spooled: readonly SpooledMessage[],
): Promise<TransportStep & { readonly isGivenUp: boolean }> {
  const { mailboxes, signal } = context;
  const delivered: MessageIdentity[] = [];
  const outcomes: Outcome[] = [];
  let failures = 0;
  const inOrder = [...spooled].sort((a, b) => a.received.getTime() - b.received.getTime());
  for (const each of inOrder) {
    if (signal?.aborted) {
      outcomes.push(...stoppedOutcomes(each.message.identity.bucket, 1));
      continue;
    }
    if (mailboxes.isSuspended(user) || failures === MAX_FAILURES_IN_A_ROW) {
      outcomes.push(...suspendedOutcomes(1));
      continue;
    }
    const result = await deliverOne(context, transport, each);
    outcomes.push(...result.outcomes);
    if (result.isDelivered) delivered.push(each.message.identity);
    failures = result.isDelivered ? 0 : failures + 1;
  }
  return { delivered, outcomes, isGivenUp: failures === MAX_FAILURES_IN_A_ROW };
}
